package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.reliability.Relay;
import io.minicrm.segment.Rule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store whose connections break during an operation. */
public abstract class OutageContract {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Rule EVERYBODY = new Rule.Group(Rule.Combinator.AND, false, List.of());
    private static final int LEADS = 12_345;
    private static final int BATCH = 500;

    private final Relay relay = new Relay();
    private Store store;

    /** The port of the server. */
    protected abstract InetSocketAddress server();

    /** Opens a new database on the server at that local port. */
    protected abstract Store open(int port);

    @BeforeEach
    void openThroughTheRelay() {
        relay.lead(server());
        store = open(relay.port());
    }

    @AfterEach
    void close() {
        store.close();
        relay.close();
    }

    @Test
    void aBrokenConnectionIsAnOutageAndTheStoreGoesOnAfterIt() {
        store.leads().upsert(leads("first"));

        relay.cut();
        assertOutage(catchThrowable(() -> store.leads().count()));

        relay.lead(server());
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> store.leads().count() == LEADS);
    }

    /** Without a time limit on the socket, the call waits for an answer until the process is restarted. */
    @Test
    @Timeout(120)
    void aConnectionThatGoesSilentIsAnOutageAndTheStoreGoesOnWithAnother() {
        store.leads().upsert(leads("first"));

        relay.silence();
        // MongoDB's driver repeats a read by itself, over another connection.
        Throwable failure = catchThrowable(() -> store.leads().count());
        if (failure != null) {
            assertOutage(failure);
        }

        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> store.leads().count() == LEADS);
    }

    @Test
    void batchesThatAreCutOffAreMadeWholeByRepeatingThem() {
        List<Lead> leads = leads("first");
        var stored = new AtomicInteger();
        CompletableFuture<Throwable> writing = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
            for (int round = 0; round < 1_000; round++) {
                for (int from = 0; from < LEADS; from += BATCH) {
                    store.leads().upsert(leads.subList(from, Math.min(LEADS, from + BATCH)));
                    stored.incrementAndGet();
                }
            }
        }));
        await().atMost(Duration.ofMinutes(1)).until(() -> stored.get() > 3);

        relay.cut();
        assertOutage(writing.join());

        relay.lead(server());
        List<Lead> later = leads("second");
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            store.leads().upsert(later);
            return true;
        });
        assertThat(store.leads().list(null, null, LEADS + 1)).isEqualTo(later);
    }

    @Test
    void aReadingThatIsCutOffFailsAndDoesNotEndAsIfItWereWhole() {
        store.leads().upsert(leads("first"));
        var read = new ArrayList<String>();

        Throwable failure = catchThrowable(() -> store.audience().read(EVERYBODY, NOW.atZone(ZoneOffset.UTC), page -> {
            if (read.isEmpty()) {
                relay.cut();
            }
            read.addAll(page);
        }));

        assertOutage(failure);
        assertThat(read).isNotEmpty().hasSizeLessThan(LEADS);
    }

    private void assertOutage(Throwable failure) {
        assertThat(failure).isNotNull();
        assertThat(store.isUnavailable(failure)).as("%s passes", failure).isTrue();
    }

    private static List<Lead> leads(String name) {
        return IntStream.range(0, LEADS)
                .mapToObj(i -> new Lead("lead-%05d".formatted(i), name, null, null, false, Attributes.NONE, NOW))
                .toList();
    }
}
