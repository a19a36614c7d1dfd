package io.minicrm.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks one running server, given by {@code --url}, and answers as text or JSON. */
public abstract class ServerCommand implements Callable<ExitCode> {

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output out = new Output();

    @Override
    public final ExitCode call() {
        checkOptions();
        try (ApiClient api = server.connect()) {
            return run(api, out);
        }
    }

    /**
     * Checks what the server would not see.
     *
     * @throws CommandFailedException if an option cannot be used
     */
    protected void checkOptions() {
        // Most commands leave it to the server.
    }

    /** @param api closed afterwards */
    protected abstract ExitCode run(ApiClient api, Output out);
}
