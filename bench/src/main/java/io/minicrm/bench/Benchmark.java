package io.minicrm.bench;

import java.util.List;

/** A benchmark of the command {@code bench}. */
interface Benchmark {

    /** The name for {@code --only}. */
    String name();

    /** One line for the progress output. */
    String description();

    /** Whether it runs without {@code --only}. */
    default boolean isDefault() {
        return true;
    }

    /**
     * Runs the benchmark.
     *
     * @throws InconsistentFiguresException if the numbers of the work that was measured do not add up
     */
    List<Figure> run(Session session) throws Exception;
}
