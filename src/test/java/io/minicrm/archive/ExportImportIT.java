package io.minicrm.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.archive.Export.ExistingFile;
import io.minicrm.archive.Import.ExistingCampaigns;
import io.minicrm.embedded.TestServers;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.store.Store;
import io.minicrm.store.StoredThings;
import io.minicrm.store.TestMongo;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredCampaign;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Export and import between the stores, complete and interrupted. */
class ExportImportIT {

    private static final int MANY = 9_000;
    private static final LongConsumer QUIET = entries -> {};

    @TempDir
    private Path folder;

    private final Deque<Store> open = new ArrayDeque<>();

    /** The store to export from or import into. */
    enum StoreKind {
        POSTGRES(ExportImportIT::postgres),
        MONGO(() -> MongoStore.open(TestMongo.newDatabaseUrl()));

        private final Supplier<Store> empty;

        StoreKind(Supplier<Store> empty) {
            this.empty = empty;
        }

        StoreKind other() {
            return this == POSTGRES ? MONGO : POSTGRES;
        }
    }

    private static Store postgres() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            return PostgresStore.open(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        }
    }

    private Store empty(StoreKind kind) {
        Store store = kind.empty.get();
        open.push(store);
        return store;
    }

    @AfterEach
    void close() {
        open.forEach(Store::close);
    }

    private static void fill(Store store, int moreLeads) {
        for (Kind kind : Kind.values()) {
            store.archive().write(kind, StoredThings.of(kind));
        }
        for (int from = 0; from < moreLeads; from += 1_000) {
            store.leads()
                    .upsert(IntStream.range(from, from + 1_000)
                            .mapToObj(ExportImportIT::lead)
                            .toList());
        }
        List<String> campaigns = StoredThings.of(Kind.CAMPAIGNS).stream()
                .map(entry -> ((StoredCampaign) entry).campaign().id())
                .toList();
        campaigns.forEach(store.tallies()::touch);
        while (store.tallies().recount(1_000, StoredThings.NOON) > 0) {
            // Until all chunks are counted.
        }
        store.archive().release(campaigns);
    }

    private static Lead lead(int number) {
        return new Lead(
                "lead-%06d".formatted(number),
                "Lead " + number,
                null,
                null,
                false,
                Attributes.of(Map.of("n", number)),
                StoredThings.NOON);
    }

    private Path export(Store store, String name) throws IOException {
        Path file = folder.resolve(name);
        Reconciliation result = new Export(store.archive(), QUIET).run(file, ExistingFile.RESUME, Instant.now());
        assertThat(result.isConsistent()).isTrue();
        return file;
    }

    private static Reconciliation importInto(Store store, Path file) throws IOException {
        return importer(store, QUIET).run(file, ExistingCampaigns.REFUSE, Instant.now());
    }

    private static Import importer(Store store, LongConsumer progress) {
        return new Import(store.archive(), store.tallies(), "here", progress);
    }

    private static List<String> entries(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @EnumSource
    void exportingImportedDataGivesTheSameFile(StoreKind from) throws IOException {
        Store first = empty(from);
        fill(first, 0);

        Path one = export(first, "one");
        Store second = empty(from.other());
        assertThat(importInto(second, one).isConsistent()).isTrue();
        Path two = export(second, "two");
        Store third = empty(from);
        assertThat(importInto(third, two).isConsistent()).isTrue();
        Path three = export(third, "three");

        assertThat(entries(one)).hasSize(StoredThings.all().size() + 1);
        assertThat(entries(two)).isEqualTo(entries(one));
        assertThat(entries(three)).isEqualTo(entries(one));
        assertThat(second.tallies().stats(Set.of(StoredThings.RUNNING)))
                .isEqualTo(first.tallies().stats(Set.of(StoredThings.RUNNING)));
    }

    @Test
    void onlyItsOwnerCanReadTheFile() throws IOException {
        assertThat(Files.getPosixFilePermissions(export(empty(StoreKind.POSTGRES), "mine")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedExportResumesAfterItsLastCompleteLine(StoreKind kind) throws IOException {
        Store store = empty(kind);
        fill(store, MANY);
        Path whole = export(store, "whole");
        Path file = folder.resolve("interrupted");

        assertThatThrownBy(() ->
                        new Export(store.archive(), dieAt(4_000)).run(file, ExistingFile.RESUME, StoredThings.NOON))
                .isInstanceOf(ProcessDeath.class);
        long size = Files.size(file);
        assertThat(size).isBetween(100_000L, Files.size(whole) - 100_000);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(size - 17);
        }
        Reconciliation result = new Export(store.archive(), QUIET).run(file, ExistingFile.RESUME, Instant.now());

        assertThat(result.isConsistent()).isTrue();
        assertThat(entries(file)).isEqualTo(entries(whole));
        assertThat(Files.readAllLines(file).getFirst()).contains("2026-11-25T12:00:00.000Z");
    }

    @Test
    void aCompleteFileIsOverwrittenOnlyOnRequest() throws IOException {
        Store store = empty(StoreKind.POSTGRES);
        Path file = export(store, "complete");

        assertThatThrownBy(() -> export(store, "complete"))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("--force");
        assertThat(new Export(store.archive(), QUIET)
                        .run(file, ExistingFile.OVERWRITE, Instant.now())
                        .isConsistent())
                .isTrue();
    }

    @Test
    void aFileThatIsNotAnExportIsNotContinued() throws IOException {
        Path file = Files.writeString(folder.resolve("diary.txt"), "Dear diary,\n");

        assertThatThrownBy(() -> new Export(empty(StoreKind.POSTGRES).archive(), QUIET)
                        .run(file, ExistingFile.RESUME, Instant.now()))
                .isInstanceOf(InvalidArchiveException.class);
        assertThat(file).hasContent("Dear diary,\n");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedImportResumesWhereItStopped(StoreKind kind) throws IOException {
        Store from = empty(kind.other());
        fill(from, MANY);
        Path file = export(from, "all");
        Store to = empty(kind);

        assertThatThrownBy(() -> importer(to, dieAt(4_000)).run(file, ExistingCampaigns.REFUSE, Instant.now()))
                .isInstanceOf(ProcessDeath.class);
        assertThat(to.leads().count()).isBetween(2_000L, (long) MANY);
        assertThat(Files.exists(folder.resolve("all.progress"))).isTrue();
        long[] first = {0};
        Reconciliation result = importer(to, entries -> first[0] = first[0] == 0 ? entries : first[0])
                .run(file, ExistingCampaigns.REFUSE, Instant.now());

        assertThat(first[0]).as("it does not start over").isGreaterThan(4_000);
        assertThat(result.isConsistent()).isTrue();
        assertThat(Files.exists(folder.resolve("all.progress"))).isFalse();
        assertThat(entries(export(to, "again"))).isEqualTo(entries(file));
    }

    @Test
    void anImportInterruptedAfterItsCampaignsCompletesWithoutItsProgressFile() throws IOException {
        Store from = empty(StoreKind.POSTGRES);
        fill(from, 0);
        Path file = export(from, "all");
        Store to = empty(StoreKind.MONGO);
        // Everything up to the campaigns is stored, their chunks are not.
        assertThatThrownBy(() -> importer(to, dieAt(19)).run(file, ExistingCampaigns.REFUSE, Instant.now()))
                .isInstanceOf(ProcessDeath.class);
        assertThat(to.archive().count(Kind.CAMPAIGNS)).isEqualTo(3);
        assertThat(to.archive().count(Kind.DELIVERIES)).isZero();
        Files.delete(folder.resolve("all.progress"));

        assertThatThrownBy(() -> importInto(to, file))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("3 campaigns")
                .hasMessageContaining("--force");
        assertThat(importer(to, QUIET)
                        .run(file, ExistingCampaigns.KEEP, Instant.now())
                        .isConsistent())
                .isTrue();
        assertThat(entries(export(to, "again"))).isEqualTo(entries(file));
    }

    @Test
    void anExistingCampaignIsNeverReplaced() throws IOException {
        Store from = empty(StoreKind.POSTGRES);
        fill(from, 0);
        Path file = export(from, "all");

        assertThatThrownBy(() -> importer(from, QUIET).run(file, ExistingCampaigns.KEEP, Instant.now()))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("campaign-a")
                .hasMessageContaining("empty database");
        assertThat(Files.exists(folder.resolve("all.progress"))).isFalse();
    }

    @Test
    void progressOfAnotherStoreOrFileIsNotResumed() throws IOException {
        Store from = empty(StoreKind.POSTGRES);
        fill(from, 0);
        Path file = export(from, "all");
        Store to = empty(StoreKind.MONGO);
        assertThatThrownBy(() -> importer(to, dieAt(8)).run(file, ExistingCampaigns.REFUSE, Instant.now()))
                .isInstanceOf(ProcessDeath.class);

        assertThatThrownBy(() -> new Import(to.archive(), to.tallies(), "elsewhere", QUIET)
                        .run(file, ExistingCampaigns.REFUSE, Instant.now()))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("an import into here, not into elsewhere");
        new Export(from.archive(), QUIET)
                .run(file, ExistingFile.OVERWRITE, Instant.now().plusSeconds(1));
        assertThatThrownBy(() -> importInto(to, file))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("an earlier content");
    }

    @Test
    void nothingIsImportedFromAnInvalidFile() throws IOException {
        Store from = empty(StoreKind.POSTGRES);
        fill(from, 0);
        Path file = export(from, "all");
        Files.writeString(file, Files.readString(file).replace("\"round\":10000", "\"round\":\"many\""));
        Store to = empty(StoreKind.MONGO);

        assertThatThrownBy(() -> importInto(to, file))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("round is \"many\"; give a whole number from 1 to 1000000000");

        for (Kind kind : Kind.values()) {
            assertThat(to.archive().count(kind)).isZero();
        }
    }

    /** Stands for the end of the process. */
    private static final class ProcessDeath extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static LongConsumer dieAt(long entries) {
        return done -> {
            if (done >= entries) {
                throw new ProcessDeath();
            }
        };
    }
}
