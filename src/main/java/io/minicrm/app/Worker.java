package io.minicrm.app;

import java.util.function.BooleanSupplier;

/**
 * A worker that runs in threads of its own.
 *
 * @param name as /actuator/health shows it
 * @param handle stops it
 * @param isAlive false once it has ended
 */
record Worker(String name, AutoCloseable handle, BooleanSupplier isAlive) {

    /**
     * One worker of the pipeline, before it is started.
     *
     * @param role a process with this role runs it
     */
    record Description(ProcessRole role, String name, Start start) {}

    /** Starts a worker under the name that it is given. */
    @FunctionalInterface
    interface Start {
        Worker start(String name);
    }
}
