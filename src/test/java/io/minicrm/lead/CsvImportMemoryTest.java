package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvImportMemoryTest {

    private static final long ROWS = 2_000_000;
    private static final long CHECKED_EVERY = 400_000;
    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void twoMillionRowsTakeNoMoreMemoryThanAFewThousand() {
        var leads = new CountingLeads();

        ImportResult result = new CsvImport(
                        leads, new AttributeTypes(new InMemoryAttributes(), leads), InstantSource.system())
                .run(new Rows(), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(ROWS);
        assertThat(leads.largestHeap - leads.smallestHeap).isLessThan(30 * MEGABYTE);
    }

    /** Accepts leads and keeps none; measures the live memory during the import. */
    private static final class CountingLeads extends InMemoryLeads {

        private long taken;
        private long smallestHeap = Long.MAX_VALUE;
        private long largestHeap;

        @Override
        public Stored store(List<LeadChange> batch, StoreMode mode) {
            if (taken % CHECKED_EVERY == 0) {
                System.gc();
                long used = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                smallestHeap = Math.min(smallestHeap, used);
                largestHeap = Math.max(largestHeap, used);
            }
            taken += batch.size();
            return new Stored(batch.stream()
                    .map(change -> new Stored.Outcome(Stored.Result.IMPORTED, "lead", null))
                    .toList());
        }
    }

    /** A file that is generated while it is read. */
    private static final class Rows extends InputStream {

        private byte[] part = "id,name,email,income,country\n".getBytes(StandardCharsets.UTF_8);
        private int at;
        private long row;

        @Override
        public int read() {
            if (at == part.length && !next()) {
                return -1;
            }
            return part[at++];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == part.length && !next()) {
                return -1;
            }
            int count = Math.min(length, part.length - at);
            System.arraycopy(part, at, buffer, offset, count);
            at += count;
            return count;
        }

        private boolean next() {
            if (row == ROWS) {
                return false;
            }
            var text = new StringBuilder();
            for (int i = 0; i < 200; i++, row++) {
                text.append("lead-")
                        .append(row)
                        .append(",Ann ")
                        .append(row)
                        .append(",ann.")
                        .append(row)
                        .append("@example.com,")
                        .append(row % 90_000)
                        .append(",DE\n");
            }
            part = text.toString().getBytes(StandardCharsets.UTF_8);
            at = 0;
            return true;
        }
    }
}
