package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link Simulation} with fresh seeds. {@code -Dsimulation.seed=N} runs one seed again, and {@code
 * -Dsimulation.seeds=N} another number of fresh ones.
 */
class PipelineSimulationTest {

    private static final int SEEDS = 6_000;
    private static final int LAST_STEPS = 60;
    private static final List<Logger> LOUD = List.of((Logger) LoggerFactory.getLogger("io.minicrm.delivery"), (Logger)
            LoggerFactory.getLogger("io.minicrm.kafka"));

    @BeforeAll
    static void silence() {
        LOUD.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void speak() {
        LOUD.forEach(logger -> logger.setLevel(null));
    }

    @Test
    void everyCampaignEndsAndNobodyIsSentToTwiceWhateverGoesWrong() {
        Long wanted = Long.getLong("simulation.seed");
        if (wanted != null) {
            run(wanted);
            return;
        }
        long first = System.nanoTime();
        int seeds = Integer.getInteger("simulation.seeds", SEEDS);
        // Each simulation is a world of its own, so that all cores can run some.
        int campaigns = IntStream.range(0, seeds)
                .parallel()
                .map(seed -> run(first + seed))
                .sum();
        assertThat(campaigns).isGreaterThanOrEqualTo(seeds);
        double minutes = (System.nanoTime() - first) / 60e9;
        System.out.printf(
                "Simulated %,d campaigns with the seeds from %d on: %,.0f a minute%n",
                campaigns, first, campaigns / minutes);
    }

    private static int run(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            return simulation.run();
        } catch (RuntimeException | Error failure) {
            List<String> course = simulation.course();
            throw new AssertionError(
                    "Seed %d, repeated by -Dsimulation.seed=%d, fails after %d steps. The last of them:%n%s%n%s"
                            .formatted(
                                    seed,
                                    seed,
                                    course.size(),
                                    String.join(
                                            System.lineSeparator(),
                                            course.subList(Math.max(0, course.size() - LAST_STEPS), course.size())),
                                    failure),
                    failure);
        }
    }

    @Test
    void aSeedAlwaysTakesTheSameCourse() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation first = new Simulation(seed);
            Simulation second = new Simulation(seed);
            first.run();
            second.run();
            assertThat(second.course()).isEqualTo(first.course());
        }
    }
}
