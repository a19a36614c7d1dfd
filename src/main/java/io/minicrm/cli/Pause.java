package io.minicrm.cli;

import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import java.time.Duration;

/** How a command waits before it asks the server again. */
final class Pause {

    private Pause() {}

    /** Waits for this long; an interrupt ends the command. */
    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.FAILED, "Interrupted", interrupted);
        }
    }
}
