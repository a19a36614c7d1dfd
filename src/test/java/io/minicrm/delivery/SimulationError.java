package io.minicrm.delivery;

/** A simulation has found something that must never happen. */
final class SimulationError extends AssertionError {

    private static final long serialVersionUID = 1L;

    SimulationError(String message) {
        super(message);
    }
}
