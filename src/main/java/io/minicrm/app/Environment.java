package io.minicrm.app;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reading of environment variables; every error names variable, value and mend. */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value, or null when it is unset or blank. */
    @Nullable
    String text(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    int integer(String name, int otherwise, int min, int max) {
        return (int) whole(name, otherwise, min, max);
    }

    long whole(String name, long otherwise, long min, long max) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw invalid(name, value, min, max, noNumber);
        }
        throw invalid(name, value, min, max, null);
    }

    private static InvalidSettingException invalid(
            String name, String value, long min, long max, @Nullable Throwable cause) {
        var failure = new InvalidSettingException(name, value, "give a whole number from %d to %d".formatted(min, max));
        failure.initCause(cause);
        return failure;
    }

    double rate(String name, double otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            double rate = Double.parseDouble(value);
            if (rate >= 0 && rate <= 1) {
                return rate;
            }
        } catch (NumberFormatException noNumber) {
            throw new InvalidSettingException(name, value, "give a share from 0 to 1, such as 0.1");
        }
        throw new InvalidSettingException(name, value, "give a share from 0 to 1, such as 0.1");
    }

    boolean flag(String name, boolean otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(name, value, "give true or false");
        };
    }

    Duration milliseconds(String name, Duration otherwise) {
        return Duration.ofMillis(
                whole(name, otherwise.toMillis(), 0, Duration.ofDays(1).toMillis()));
    }
}
