package io.minicrm.reliability;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A PostgreSQL that the test does not kill. */
final class DatabaseProcess implements AutoCloseable {

    private static final Pattern DATABASE = Pattern.compile("database at (\\d+ \\S+ \\S+)");

    private final JavaProcess process;
    private final String url;

    private DatabaseProcess(JavaProcess process) {
        this.process = process;
        String[] words = process.awaitLine(DATABASE).split(" ");
        this.url = "postgresql://%s:%s@127.0.0.1:%s/postgres".formatted(words[1], words[2], words[0]);
    }

    static DatabaseProcess start(Path folder) {
        return new DatabaseProcess(JavaProcess.start(
                folder.resolve("database.log"),
                Map.of(),
                DatabaseHolder.class,
                folder.resolve("postgres").toString()));
    }

    /** In the form of {@code DATABASE_URL}. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        process.close();
    }
}
