package io.minicrm.inspector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Searches for bytes in bytes. */
final class ByteSearch {

    private ByteSearch() {}

    /** Whether {@code bytes} contains {@code wanted}; false if {@code bytes} is null. */
    static boolean contains(byte @Nullable [] bytes, byte[] wanted) {
        if (bytes == null) {
            return false;
        }
        if (wanted.length == 0) {
            return true;
        }
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
