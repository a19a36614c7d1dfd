package io.minicrm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;

/** The user's browser. */
final class Browser {

    private Browser() {}

    /** Opens the page without waiting; prints a line if the system has no command that does it. */
    static void open(URI page, PrintWriter out) {
        boolean isMac = System.getProperty("os.name", "").startsWith("Mac");
        List<String> command = List.of(isMac ? "open" : "xdg-open", page.toString());
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            out.printf("The browser cannot be opened (%s); open the address yourself.%n", missing.getMessage());
        }
    }
}
