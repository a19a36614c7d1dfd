package io.minicrm.bench;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads generated from a seed. A lead depends only on the seed and its place, so any part of the leads can be generated
 * in any order. One in a hundred is unsubscribed, one in a hundred has no address, and a third of the others have no
 * phone. Last purchases are up to two years before a given day.
 */
final class GeneratedLeads {

    static final String CSV_HEADER =
            "id,name,email,phone,unsubscribed,country,plan,total_spend,visits,newsletter,last_purchase";

    private static final List<String> FIRST_NAMES = List.of(
            "Ada", "Bob", "Chandra", "Dana", "Emeka", "Fatima", "Goran", "Hana", "Ines", "Jörg", "Kim", "Łucja", "Mei",
            "Noor");
    private static final List<String> LAST_NAMES = List.of(
            "Adeyemi",
            "Bauer",
            "Costa",
            "Demir",
            "Eriksson",
            "Fischer",
            "García",
            "Horvat",
            "Iyer",
            "Jones",
            "Kowalska",
            "Lindqvist");
    private static final List<String> COUNTRIES = List.of(
            "IN", "US", "DE", "BR", "FR", "GB", "JP", "ES", "IT", "NG", "PL", "SE", "MX", "CA", "ZA", "VN", "ID", "TR",
            "AR", "AU");
    private static final List<String> PLANS = List.of("free", "free", "free", "basic", "basic", "gold");
    private static final int PERCENT = 100;
    private static final int DAYS = 730;
    private static final int MAX_CENTS = 500_000;
    private static final int MAX_VISITS = 100;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final LocalDate today;
    private final Instant createdAt;

    GeneratedLeads(long seed, LocalDate today, Instant createdAt) {
        this.seed = seed;
        this.today = today;
        this.createdAt = createdAt;
    }

    /** The id of the lead at a place, from 0. Ids sort like their places. */
    static String id(int place) {
        return "lead-%08d".formatted(place);
    }

    private record Row(
            String id,
            String name,
            @Nullable String email,
            @Nullable String phone,
            boolean unsubscribed,
            String country,
            String plan,
            BigDecimal totalSpend,
            int visits,
            boolean newsletter,
            LocalDate lastPurchase) {

        String csv() {
            return String.join(
                    ",",
                    id,
                    name,
                    email == null ? "" : email,
                    phone == null ? "" : phone,
                    String.valueOf(unsubscribed),
                    country,
                    plan,
                    totalSpend.toPlainString(),
                    Integer.toString(visits),
                    String.valueOf(newsletter),
                    lastPurchase.toString());
        }

        /** The row in the text format of COPY, attributes as JSON. No value needs escaping in either format. */
        String copy(Instant createdAt) {
            String attributes = ("{\"country\":\"%s\",\"last_purchase\":\"%s\",\"newsletter\":%s,\"plan\":\"%s\","
                            + "\"total_spend\":%s,\"visits\":%d}")
                    .formatted(country, lastPurchase, newsletter, plan, totalSpend.toPlainString(), visits);
            return String.join(
                    "\t",
                    id,
                    name,
                    email == null ? "\\N" : email,
                    phone == null ? "\\N" : phone,
                    String.valueOf(unsubscribed),
                    attributes,
                    createdAt.toString());
        }

        Lead lead(Instant createdAt) {
            Attributes attributes = Attributes.of(Map.of(
                    "country", country,
                    "plan", plan,
                    "total_spend", totalSpend,
                    "visits", visits,
                    "newsletter", newsletter,
                    "last_purchase", lastPurchase.toString()));
            return new Lead(id, name, email, phone, unsubscribed, attributes, createdAt);
        }
    }

    private Row row(int place) {
        var random = new SplittableRandom(seed + place * GOLDEN_GAMMA);
        String first = one(FIRST_NAMES, random);
        String last = one(LAST_NAMES, random);
        boolean addressed = random.nextInt(PERCENT) > 0;
        boolean phoned = addressed && random.nextInt(3) > 0;
        return new Row(
                id(place),
                first + " " + last,
                addressed ? "lead.%d@example%d.com".formatted(place, random.nextInt(PERCENT)) : null,
                phoned ? "+49%010d".formatted(random.nextInt(Integer.MAX_VALUE)) : null,
                random.nextInt(PERCENT) == 0,
                one(COUNTRIES, random),
                one(PLANS, random),
                BigDecimal.valueOf(random.nextInt(MAX_CENTS), 2).stripTrailingZeros(),
                random.nextInt(MAX_VISITS),
                random.nextBoolean(),
                today.minusDays(random.nextInt(DAYS)));
    }

    private static String one(List<String> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }

    Lead lead(int place) {
        return row(place).lead(createdAt);
    }

    /** Writes the leads of a range of places, the end exclusive, as CSV with a header. */
    void writeCsv(Path file, int from, int to) throws IOException {
        write(file, from, to, CSV_HEADER, Row::csv);
    }

    /**
     * Writes the same leads in the text format of COPY: id, name, email, phone, unsubscribed, attributes, created_at.
     */
    void writeCopy(Path file, int from, int to) throws IOException {
        write(file, from, to, null, row -> row.copy(createdAt));
    }

    private void write(Path file, int from, int to, @Nullable String header, Function<Row, String> line)
            throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            if (header != null) {
                out.write(header);
                out.write('\n');
            }
            for (int place = from; place < to; place++) {
                out.write(line.apply(row(place)));
                out.write('\n');
            }
        }
    }
}
