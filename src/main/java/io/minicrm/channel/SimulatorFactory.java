package io.minicrm.channel;

import io.minicrm.settings.Environment;
import java.util.Optional;

/** Every installation has the simulator. */
final class SimulatorFactory implements ChannelFactory {

    @Override
    public String name() {
        return Simulator.NAME;
    }

    @Override
    public String missing() {
        return "it is always installed";
    }

    @Override
    public Optional<Start> configure(Environment environment) {
        SimulatorSettings defaults = SimulatorSettings.DEFAULT;
        SimulatorSettings settings = new SimulatorSettings(
                environment.integer("SIMULATOR_SEED", defaults.seed(), Long.MIN_VALUE, Long.MAX_VALUE),
                environment.share("SIMULATOR_FAILURE_RATE", defaults.failureRate()),
                environment.share("SIMULATOR_TRANSIENT_RATE", defaults.transientRate()),
                environment.share("SIMULATOR_BOUNCE_RATE", defaults.bounceRate()),
                environment.milliseconds("SIMULATOR_LATENCY_MS", defaults.latency()),
                environment.milliseconds("SIMULATOR_RECEIPT_DELAY_MS", defaults.receiptDelay()));
        return Optional.of((receipts, clock) -> new Simulator(settings, receipts, clock));
    }
}
