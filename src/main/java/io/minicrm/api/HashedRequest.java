package io.minicrm.api;

import io.minicrm.text.Sha256;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A request whose body is hashed while it is read, so that a body of any length needs no memory. */
final class HashedRequest extends HttpServletRequestWrapper {

    private final MessageDigest digest = Sha256.newDigest();
    private @Nullable Body body;

    HashedRequest(HttpServletRequest request) {
        super(request);
        for (String part : new String[] {
            request.getMethod(),
            request.getRequestURI(),
            String.valueOf(request.getQueryString()),
            String.valueOf(request.getContentType())
        }) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Body(super.getInputStream());
        }
        return body;
    }

    /** The hash of method, path, query, type and body, in hexadecimal. Reads what is left of the body. */
    String fingerprint() throws IOException {
        byte[] rest = new byte[8_192];
        ServletInputStream in = getInputStream();
        while (in.read(rest) >= 0) {
            // It is hashed as it is read.
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private final class Body extends ServletInputStream {

        private final ServletInputStream in;

        Body(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                digest.update((byte) read);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
            }
            return read;
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }

        @Override
        public void close() {
            // A resource that closes its body has not read what follows the part that it understands.
        }
    }
}
