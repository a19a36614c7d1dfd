package io.minicrm.bench;

import io.minicrm.delivery.DeliveryStatus;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a campaign to PostgreSQL directly, on one connection, in a table like the delivery log. Rows are
 * claimed in batches of 1,000, then set to sent or failed and on to delivered in batches of 2,000. As in the pipeline,
 * they come in windows of 20,000 leads and in random order within a window.
 */
final class PostgresFloor {

    private static final int WINDOW = 20_000;
    private static final int CLAIMS_PER_BATCH = 1_000;
    private static final int RECEIPTS_PER_BATCH = 2_000;
    private static final int CHUNK = 200;

    private static final String CLAIM = """
        INSERT INTO bench_deliveries (campaign, lead_id, chunk_index, status, round, claim, claimed_at, updated_at)
        SELECT 1, lead_id, chunk_index, %d, 1, ?::uuid, now(), now()
        FROM unnest(?::text[], ?::int[]) AS u (lead_id, chunk_index) ORDER BY lead_id
        ON CONFLICT (campaign, lead_id) DO NOTHING
        """.formatted(DeliveryStatus.SENDING.storedCode());

    private static final String APPLY = """
        UPDATE bench_deliveries d
        SET status = u.status, updated_at = now(), provider_message_id = u.message_id, error = u.error
        FROM unnest(?::text[], ?::int[], ?::text[], ?::text[]) AS u (lead_id, status, message_id, error)
        WHERE d.campaign = 1 AND d.lead_id = u.lead_id AND u.status > d.status
        """;

    private static final String MESSAGE_ID = "sim-0123456789abcdef01234567";
    private static final int FAILED = DeliveryStatus.FAILED.storedCode();
    private static final int SENT = DeliveryStatus.SENT.storedCode();
    private static final int DELIVERED = DeliveryStatus.DELIVERED.storedCode();

    private final Database database;

    PostgresFloor(Database database) {
        this.database = database;
    }

    /**
     * Claims and settles one row for each of this number of leads.
     *
     * @param sentShare the share of the leads that is sent and delivered; the others fail
     * @return how long the statements take
     */
    double seconds(int leads, double sentShare) throws SQLException {
        database.createLike("bench_deliveries", "deliveries");
        database.run("CHECKPOINT");
        long nanos = 0;
        try (Connection connection = database.connect()) {
            for (int first = 0; first < leads; first += WINDOW) {
                List<Integer> window = shuffled(first, Math.min(first + WINDOW, leads));
                long begin = System.nanoTime();
                for (List<Integer> batch : batches(window, CLAIMS_PER_BATCH)) {
                    claim(connection, batch);
                }
                for (List<Integer> batch : batches(window, RECEIPTS_PER_BATCH)) {
                    apply(connection, batch, place -> isSent(place, sentShare) ? SENT : FAILED);
                }
                List<Integer> sent = window.stream()
                        .filter(place -> isSent(place, sentShare))
                        .toList();
                for (List<Integer> batch : batches(sent, RECEIPTS_PER_BATCH)) {
                    apply(connection, batch, place -> DELIVERED);
                }
                nanos += System.nanoTime() - begin;
            }
        }
        long delivered = IntStream.range(0, leads)
                .filter(place -> isSent(place, sentShare))
                .count();
        InconsistentFiguresException.check(
                "rows claimed for the floor", leads, database.number("SELECT count(*) FROM bench_deliveries"));
        InconsistentFiguresException.check(
                "rows delivered for the floor",
                delivered,
                database.number("SELECT count(*) FROM bench_deliveries WHERE status = " + DELIVERED));
        database.run("DROP TABLE bench_deliveries");
        return nanos / 1e9;
    }

    private static boolean isSent(int place, double share) {
        return new Random(place).nextDouble() < share;
    }

    private static List<Integer> shuffled(int from, int to) {
        var places = new ArrayList<Integer>(to - from);
        for (int place = from; place < to; place++) {
            places.add(place);
        }
        Collections.shuffle(places, new Random(from));
        return places;
    }

    private static List<List<Integer>> batches(List<Integer> places, int size) {
        var batches = new ArrayList<List<Integer>>();
        for (int first = 0; first < places.size(); first += size) {
            batches.add(places.subList(first, Math.min(first + size, places.size())));
        }
        return batches;
    }

    private static void claim(Connection connection, List<Integer> batch) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(CLAIM)) {
            insert.setString(1, UUID.randomUUID().toString());
            insert.setArray(2, array(connection, "text", batch, GeneratedLeads::id));
            insert.setArray(3, array(connection, "int", batch, place -> place / CHUNK));
            insert.executeUpdate();
        }
    }

    private static void apply(Connection connection, List<Integer> batch, IntFunction<Integer> status)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(APPLY)) {
            update.setArray(1, array(connection, "text", batch, GeneratedLeads::id));
            update.setArray(2, array(connection, "int", batch, status));
            update.setArray(
                    3,
                    array(
                            connection,
                            "text",
                            batch,
                            place -> status.apply(place) == FAILED ? null : MESSAGE_ID + place));
            update.setArray(
                    4,
                    array(
                            connection,
                            "text",
                            batch,
                            place -> status.apply(place) == FAILED ? "simulated: mailbox unavailable" : null));
            update.executeUpdate();
        }
    }

    private static Array array(
            Connection connection, String type, List<Integer> batch, IntFunction<? extends @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(
                type, batch.stream().map(place -> value.apply(place)).toArray());
    }
}
