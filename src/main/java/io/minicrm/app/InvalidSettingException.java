package io.minicrm.app;

import io.minicrm.chunk.InvalidChunkSizeException;

/** A setting that the server cannot start with. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param variable the environment variable or option
     * @param value what it is set to
     * @param mend what to do
     */
    public InvalidSettingException(String variable, String value, String mend) {
        super("%s=%s: %s".formatted(variable, value, mend));
    }

    InvalidSettingException(InvalidChunkSizeException chunkSize) {
        super(chunkSize.getMessage(), chunkSize);
    }
}
