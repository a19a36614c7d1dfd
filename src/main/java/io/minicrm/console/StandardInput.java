package io.minicrm.console;

import java.io.FilterInputStream;
import java.io.InputStream;

/**
 * Standard input for one reader. Closing it leaves the stream open, because it belongs to the process and not to the
 * reader.
 */
public final class StandardInput extends FilterInputStream {

    private StandardInput() {
        super(System.in);
    }

    public static InputStream open() {
        return new StandardInput();
    }

    @Override
    public void close() {
        // The next reader may continue where this one stopped.
    }
}
