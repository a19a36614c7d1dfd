package io.minicrm.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The bytes of bodies that all requests together hold in memory. Without it, many requests of an allowed size would end
 * the process for lack of memory. A byte counts from when it is read until its request is answered, so a client that
 * announces a body and does not send it takes nothing from the others. Streamed bodies do not count.
 */
final class BodyBudget {

    /** A parsed body takes up to thirty times its length. */
    private static final int HEAP_FRACTION = 32;

    private static final long LEAST_BYTES = 4L << 20;

    private final long limit;
    private final AtomicLong inUse = new AtomicLong();

    /** @param limit the most bytes */
    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** A share of this process's heap. */
    static BodyBudget ofHeap() {
        return new BodyBudget(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_FRACTION));
    }

    /**
     * The body of the current request, of which no more than a limit can be read.
     *
     * @param contentLength the announced length; negative if none is
     * @throws BodyTooLargeException if the announced length exceeds the limit; the stream throws it if the real length
     *     does
     */
    InputStream limited(InputStream body, long contentLength, long maxBytes) throws IOException {
        if (contentLength > maxBytes) {
            LimitedStream.drain(body, 2 * maxBytes);
            throw new BodyTooLargeException(maxBytes);
        }
        AtomicLong taken = new AtomicLong();
        RequestContextHolder.currentRequestAttributes()
                .registerDestructionCallback(
                        "body-bytes-" + taken.hashCode(),
                        () -> inUse.addAndGet(-taken.get()),
                        RequestAttributes.SCOPE_REQUEST);
        return new LimitedStream(body, maxBytes, bytes -> {
            taken.addAndGet(bytes);
            if (inUse.addAndGet(bytes) > limit) {
                throw new ServerBusyException("The bodies of other requests take all the memory for bodies; try again");
            }
        });
    }

    /** The bytes that are held now. */
    long inUse() {
        return inUse.get();
    }
}
