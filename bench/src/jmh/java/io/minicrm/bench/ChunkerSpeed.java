package io.minicrm.bench;

import io.minicrm.chunk.Chunk;
import io.minicrm.chunk.Chunker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Divides a page of the audience, 5,000 ids, into chunks of 200; time per lead. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkerSpeed {

    private static final int PAGE = 5_000;

    private final List<String> ids =
            IntStream.range(0, PAGE).mapToObj(GeneratedLeads::id).toList();

    /** Page by page, as the planner does it. */
    @Benchmark
    @OperationsPerInvocation(PAGE)
    public List<Chunk> page() {
        return new Chunker("campaign-1", 200, InstantSource.system(), new SplittableRandom(1)).add(ids);
    }

    /** The whole audience at once, including the search for repeated ids. */
    @Benchmark
    @OperationsPerInvocation(PAGE)
    public List<Chunk> whole() {
        return Chunker.chunk("campaign-1", ids, 200, Instant.EPOCH);
    }
}
