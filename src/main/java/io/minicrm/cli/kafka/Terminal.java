package io.minicrm.cli.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that the user sits at, if there is one. */
final class Terminal {

    private static final boolean PRESENT =
            System.console() != null && System.console().isTerminal();

    private Terminal() {}

    /** Whether input and output are a terminal. */
    static boolean isPresent() {
        return PRESENT;
    }

    /** Whether colours are welcome. */
    static boolean hasColours() {
        return PRESENT && System.getenv("NO_COLOR") == null;
    }

    /** Characters a line; as good as unlimited where there is no terminal and COLUMNS says nothing. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("[1-9][0-9]{1,4}")) {
            return Integer.parseInt(columns);
        }
        return PRESENT ? askedWidth() : Integer.MAX_VALUE;
    }

    private static int askedWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && answer.matches("[0-9]+ [1-9][0-9]{1,4}")) {
                return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
            }
        } catch (IOException noStty) {
            return Integer.MAX_VALUE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Integer.MAX_VALUE;
    }
}
