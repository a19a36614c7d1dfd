package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportResult.RowError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An import as its watch sees it. */
class ImportWatchTest {

    private static final int ROWS = 20_000;

    private final InMemoryLeads leads = new InMemoryLeads();

    /** Notes what it sees and stops after a number of rows. */
    private static final class Recorded implements ImportWatch {

        private final long stopsAfter;
        private final List<RowError> errors = new ArrayList<>();
        private final List<ImportTotals> totals = new ArrayList<>();
        private @Nullable FileFormat file;
        private long asked;

        Recorded(long stopsAfter) {
            this.stopsAfter = stopsAfter;
        }

        @Override
        public void opened(FileFormat format) {
            assertThat(totals).as("comes first").isEmpty();
            file = format;
        }

        @Override
        public void rejected(RowError error) {
            errors.add(error);
        }

        @Override
        public void counted(ImportTotals now) {
            totals.add(now);
        }

        @Override
        public boolean stops() {
            asked++;
            return asked > stopsAfter;
        }
    }

    private ImportResult run(String csv, ImportWatch watch) {
        return new CsvImport(leads, new AttributeTypes(new InMemoryAttributes(), leads), InstantSource.system())
                .run(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), CsvMapping.DEFAULT, watch);
    }

    /** Every tenth row has no id. */
    private static String rows() {
        var csv = new StringBuilder("id,name\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(i % 10 == 0 ? "" : "lead-" + i)
                    .append(",Lead ")
                    .append(i)
                    .append('\n');
        }
        return csv.toString();
    }

    @Test
    void totalsOnlyGrowAndEndAsTheResult() {
        var watch = new Recorded(Long.MAX_VALUE);

        ImportResult result = run(rows(), watch);

        assertThat(watch.file).isEqualTo(result.file());
        assertThat(watch.totals).hasSizeGreaterThan(3);
        for (int i = 1; i < watch.totals.size(); i++) {
            ImportTotals since = watch.totals.get(i).since(watch.totals.get(i - 1));
            assertThat(List.of(since.imported(), since.updated(), since.unchanged(), since.rejected()))
                    .allMatch(number -> number >= 0);
        }
        assertThat(watch.totals.getLast()).isEqualTo(new ImportTotals(result.imported(), 0, 0, result.rejected(), 0));
        assertThat(watch.totals.getLast().rows()).isEqualTo(ROWS).isEqualTo(result.rows());
    }

    @Test
    void everyRejectedRowIsSeenAlsoBeyondThoseOfTheResult() {
        var watch = new Recorded(Long.MAX_VALUE);

        ImportResult result = run(rows(), watch);

        assertThat(result.errors()).hasSize(ImportResult.MAX_ERRORS);
        assertThat(watch.errors).hasSize(ROWS / 10).startsWith(result.errors().toArray(RowError[]::new));
    }

    @Test
    void aStoppedImportStoresAndCountsExactlyTheRowsThatItHasRead() {
        var watch = new Recorded(5_000);

        ImportResult result = run(rows(), watch);

        assertThat(result.rows())
                .as("the first rows decide the types; then each row is asked for")
                .isEqualTo(6_000);
        assertThat(result.imported()).isEqualTo(5_400).isEqualTo(leads.count());
        assertThat(result.rejected()).isEqualTo(600);
        assertThat(result.unread()).isZero();
        assertThat(result.fatal()).isNull();
        assertThat(watch.totals.getLast().rows()).isEqualTo(6_000);
    }
}
