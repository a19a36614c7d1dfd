package io.minicrm.progress;

/** The server is stopping, so its progress feeds have ended. */
public final class FeedClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FeedClosedException() {
        super("The server is stopping");
    }
}
