package io.minicrm.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server as a child of this process, on 127.0.0.1 only. Committed data survives a stop, a {@code kill -9}
 * of this process or of PostgreSQL, and a power failure. If PostgreSQL ends, it is started again. When this process
 * dies, PostgreSQL stops by itself if the system supports that, and otherwise at the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private static final Duration LEFT_OVER_STOPS_WITHIN = Duration.ofSeconds(60);

    private static final String USER = "mini_crm";
    private static final String DATABASE = "postgres";

    private final Path home;
    private final PostgresSupervisor supervisor;
    private final FolderLock lock;
    private final String password;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedPostgres(Path home, PostgresSupervisor supervisor, FolderLock lock, String password) {
        this.home = home;
        this.supervisor = supervisor;
        this.lock = lock;
        this.password = password;
    }

    /**
     * Starts PostgreSQL on a free port and returns when it accepts connections: after 3 s the first time and 0.1 s
     * later, or longer if it has to recover from a crash.
     *
     * @param folder where it keeps its files; the first start creates and fills it
     * @throws EmbeddedStartException if the folder is in use, there is no PostgreSQL for this platform, or it cannot
     *     start
     */
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, PostgresLaunch::candidates);
    }

    /** The ways of running PostgreSQL to try, given its data folder. */
    @FunctionalInterface
    interface Launches {
        List<PostgresLaunch> candidates(Path data) throws IOException;
    }

    static EmbeddedPostgres start(Path folder, Launches launches) {
        FolderLock lock = FolderLock.acquire(folder.toAbsolutePath().normalize());
        try {
            // The real path, because PostgreSQL's command line is later compared with it.
            Path home = folder.toRealPath();
            Folders.hideAbovePostgres(home);
            Path data = home.resolve("data");
            PostgresBinaries binaries = PostgresBinaries.unpack(home);
            PostgresLaunch launch = PostgresLaunch.firstThatWorks(launches.candidates(data), binaries);
            String password = password(home, launch);
            if (Files.notExists(data)) {
                create(data, home, binaries, launch);
            }
            launch.takeOwnership(data);
            stopLeftOver(data, binaries, launch);
            PostgresProcess server = PostgresProcess.start(
                    new PostgresProcess.ServerFiles(home, data, writeSettings(home), binaries, launch));
            LOG.info("PostgreSQL runs on port {} of {}, data in {}", server.port(), LoopbackPort.HOST, data);
            return new EmbeddedPostgres(home, PostgresSupervisor.watch(server), lock, password);
        } catch (IOException e) {
            lock.close();
            throw new EmbeddedStartException(
                    "The embedded PostgreSQL cannot start on " + folder + " (" + e.getMessage()
                            + "). Set MINI_CRM_DATA to another folder, or DATABASE_URL to use a server elsewhere.",
                    e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Every local user can connect to the port, so there is a password that only the owner of the folder can read. */
    private static String password(Path home, PostgresLaunch launch) throws IOException {
        Path file = home.resolve("password");
        if (Files.notExists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path draft = home.resolve("password.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, HexFormat.of().formatHex(random));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        launch.takeOwnership(file);
        return Files.readString(file).strip();
    }

    /** Created under another name first, so that a folder named {@code data} is always complete. */
    private static void create(Path data, Path home, PostgresBinaries binaries, PostgresLaunch launch)
            throws IOException {
        Path draft = home.resolve("data.new");
        Folders.delete(draft);
        Files.createDirectory(
                draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        launch.takeOwnership(draft);
        // Sorts by code point and folds case by Unicode, so that every machine behaves the same, whatever locales it
        // has.
        launch.run(
                binaries.initdb(),
                "--pgdata=" + draft,
                "--username=" + USER,
                "--pwfile=" + home.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path writeSettings(Path home) throws IOException {
        Path file = home.resolve("postgresql.conf");
        try (InputStream settings =
                Objects.requireNonNull(EmbeddedPostgres.class.getResourceAsStream("postgresql.conf"))) {
            Files.copy(settings, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static void stopLeftOver(Path data, PostgresBinaries binaries, PostgresLaunch launch) throws IOException {
        PostmasterFile file = new PostmasterFile(data);
        Optional<ProcessHandle> leftOver = file.leftOver();
        if (leftOver.isPresent()) {
            ProcessHandle process = leftOver.get();
            LOG.warn("Stopping a PostgreSQL that an earlier mini-crm left running (process {})", process.pid());
            if (!PostgresProcess.stop(process, data, binaries, launch, LEFT_OVER_STOPS_WITHIN)) {
                throw new IOException("a PostgreSQL that an earlier mini-crm left running does not stop; end process "
                        + process.pid());
            }
        }
        file.replaceReusedPid();
    }

    /** The JDBC URL, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + LoopbackPort.HOST + ":"
                + supervisor.server().port() + "/" + DATABASE;
    }

    /** The server's superuser, for people and for {@link #application}. */
    public String user() {
        return USER;
    }

    /**
     * The account of mini-crm, which is no superuser. The first call creates it.
     *
     * @throws EmbeddedStartException if its password cannot be read or written
     */
    public PostgresAccount application(PostgresAccount.Creation creation) {
        try {
            return PostgresAccount.ofApplication(home, new PostgresAccount(USER, password), creation);
        } catch (IOException failure) {
            throw new EmbeddedStartException(
                    "The embedded PostgreSQL in %s cannot be used: %s".formatted(home, failure.getMessage()), failure);
        }
    }

    /** The superuser's password; the first start generates it and stores it in the folder. */
    public String password() {
        return password;
    }

    /** What is wrong with the server; empty while it runs. It is started again by itself. */
    public Optional<String> problem() {
        return supervisor.problem();
    }

    /** How often the server was started again, because it had ended without being stopped. */
    public int restarts() {
        return supervisor.restarts();
    }

    /** The process id of the server. */
    long pid() {
        return supervisor.server().pid();
    }

    /** Stops the server, which rolls open transactions back, and unlocks its folder. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                supervisor.stop();
            } finally {
                lock.close();
            }
        }
    }
}
