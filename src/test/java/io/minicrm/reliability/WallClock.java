package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of a process and its children, which can be set while they run. A library of ours is preloaded into
 * them, see {@code src/test/c/wallclock.c}; their monotonic clock is left alone, as when the clock of a machine is set.
 */
final class WallClock {

    private static final Path SOURCE = Path.of("src/test/c/wallclock.c");

    private final Path library;
    private final Path offset;

    private WallClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Whether a clock can be made here: on Linux, with a C compiler, in a checkout. */
    static boolean isAvailable() {
        try {
            return System.getProperty("os.name").equals("Linux") && Files.exists(SOURCE) && run("cc", "--version") == 0;
        } catch (IOException noCompiler) {
            return false;
        }
    }

    /** @param name of its files in the folder */
    static WallClock create(Path folder, String name) throws IOException {
        WallClock clock = new WallClock(folder.resolve(name + "-clock.so"), folder.resolve(name + "-clock"));
        assertThat(run("cc", "-O2", "-shared", "-fPIC", "-o", clock.library.toString(), SOURCE.toString(), "-ldl"))
                .as("compiles %s", SOURCE)
                .isZero();
        clock.set(Duration.ZERO);
        return clock;
    }

    private static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** The environment variables of a process that has this clock. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toAbsolutePath().toString(),
                "MINI_CRM_TEST_CLOCK",
                offset.toAbsolutePath().toString());
    }

    /** Sets the clock to this much ahead of the machine's; behind it if negative. */
    void set(Duration ahead) {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        seconds.putLong(ahead.toSeconds()).flip();
        // In place: the processes have the file mapped.
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
