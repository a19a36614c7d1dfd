package io.minicrm.delivery;

import io.minicrm.kafka.GroupPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far each group of the pipeline has read its topic.
 *
 * @param positions the positions of each group, one per partition
 */
public record PipelineReading(Map<PipelineGroup, List<GroupPosition>> positions) {

    public PipelineReading {
        positions = Map.copyOf(positions);
    }

    /** Reads the positions. */
    @FunctionalInterface
    public interface Source {

        /** Reads all positions at once; empty if Kafka does not answer or a topic does not exist. */
        Optional<PipelineReading> read();
    }
}
