package io.minicrm.console;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal of this process, if there is one. */
public final class Terminal {

    private static final boolean PRESENT = isTerminal(System.console());

    private Terminal() {}

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

    /** Whether both input and output are a terminal. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** Whether to print colours; see <a href="https://no-color.org">no-color.org</a>. */
    public static boolean hasColours() {
        return PRESENT && System.getenv("NO_COLOR") == null;
    }

    /** Characters per line. COLUMNS takes precedence; without COLUMNS and without a terminal there is no limit. */
    public static int width() {
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
