/** The ports of the pipeline in memory. They pass the contracts of the stores, and the simulation runs on them. */
@org.jspecify.annotations.NullMarked
package io.minicrm.memory;
