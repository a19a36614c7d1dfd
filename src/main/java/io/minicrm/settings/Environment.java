package io.minicrm.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads environment variables as typed values. Unset and blank variables have their default. A value that cannot be
 * used throws an {@link InvalidSettingException}.
 */
public final class Environment {

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value without surrounding whitespace, or null if it is unset or blank. */
    public @Nullable String text(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    public String text(String name, String defaultValue) {
        String value = text(name);
        return value == null ? defaultValue : value;
    }

    /**
     * A secret: the value of the variable, or the content of the file that the variable with {@code _FILE} after its
     * name names. Null if neither is set.
     */
    public @Nullable String secretText(String name) {
        String value = text(name);
        String fileVariable = name + "_FILE";
        String file = text(fileVariable);
        if (file == null) {
            return value;
        }
        if (value != null) {
            throw new InvalidSettingException(fileVariable, file, "give this or " + name + ", not both");
        }
        try {
            String content =
                    Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            if (!content.isEmpty()) {
                return content;
            }
        } catch (IOException | InvalidPathException unreadable) {
            throw new InvalidSettingException(
                    fileVariable, file, "give the path of a file of UTF-8 text that the server can read");
        }
        throw new InvalidSettingException(fileVariable, file, "give the path of a file that is not empty");
    }

    public int integer(String name, int defaultValue, int min, int max) {
        return (int) integer(name, (long) defaultValue, min, max);
    }

    public long integer(String name, long defaultValue, long min, long max) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw invalidInteger(name, value, min, max);
        }
        throw invalidInteger(name, value, min, max);
    }

    private static InvalidSettingException invalidInteger(String name, String value, long min, long max) {
        return new InvalidSettingException(name, value, "give a whole number from %d to %d".formatted(min, max));
    }

    /** A share of a whole, from 0 to 1. */
    public double share(String name, double defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            double share = Double.parseDouble(value);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException notANumber) {
            throw invalidShare(name, value);
        }
        throw invalidShare(name, value);
    }

    private static InvalidSettingException invalidShare(String name, String value) {
        return new InvalidSettingException(name, value, "give a share from 0 to 1, such as 0.1");
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(name, value, "give true or false");
        };
    }

    /** A number of milliseconds, at most one day. */
    public Duration milliseconds(String name, Duration defaultValue) {
        return Duration.ofMillis(
                integer(name, defaultValue.toMillis(), 0L, Duration.ofDays(1).toMillis()));
    }

    /**
     * A value that may contain a secret, so that the error does not show it.
     *
     * @param read makes the value from the variable; throws an {@link IllegalArgumentException} whose message says what
     *     to give
     */
    public static <T> T secret(String name, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException unusable) {
            throw new InvalidSettingException(
                    name, InvalidSettingException.NOT_SHOWN, String.valueOf(unusable.getMessage()));
        }
    }
}
