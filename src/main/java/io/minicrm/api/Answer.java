package io.minicrm.api;

/**
 * The envelope of every success.
 *
 * @param success always true; problems carry false
 */
record Answer<T>(boolean success, T data) {

    static <T> Answer<T> of(T data) {
        return new Answer<>(true, data);
    }
}
