package io.minicrm.bench;

import java.util.List;

/** Something that is measured. */
interface Benchmark {

    /** How it is chosen on the command line. */
    String name();

    /** One line for the help. */
    String description();

    /** True when it runs without being asked for. */
    default boolean isDefault() {
        return true;
    }

    /**
     * Measures.
     *
     * @throws InconsistentFiguresException when what was done does not add up
     */
    List<Figure> run(Session session) throws Exception;
}
