package io.minicrm.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.InvalidLeadException;
import io.minicrm.lead.Lead;
import io.minicrm.store.StoredThings;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredLead;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EntryJsonTest {

    private static String write(Entry entry) {
        var out = new ByteArrayOutputStream();
        EntryJson.write(entry, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Entry read(String line) {
        return EntryJson.read(JsonLine.of(line.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @EnumSource
    void aWrittenEntryIsReadBackUnchanged(Kind kind) {
        for (Entry entry : StoredThings.of(kind)) {
            String line = write(entry);

            assertThat(line).doesNotContain("\n").startsWith("{\"collection\":\"" + kind.code() + "\"");
            assertThat(read(line)).isEqualTo(entry);
            assertThat(write(read(line))).isEqualTo(line);
        }
    }

    @Test
    void aLineIsOneObjectWithFieldsInAFixedOrderAndWithoutNulls() {
        assertThat(write(StoredThings.of(Kind.DELIVERIES).getFirst())).isEqualTo("""
                {"collection":"deliveries","campaign_id":"campaign-a","lead_id":"lead-1","chunk_index":0,"status":"delivered",\
                "round":1,"failures":0,"claim":"55a54008-ad1b-3589-aa21-0d2629c1df41","claimed_at":"1970-01-01T00:00:00.000Z",\
                "updated_at":"9999-12-31T23:59:59.999Z","provider_message_id":"message-1"}""");
    }

    @Property(tries = 300)
    void anyValidLeadIsReadBackUnchanged(
            @ForAll @StringLength(min = 1, max = 60) String id,
            @ForAll @StringLength(max = 60) String text,
            @ForAll @BigRange(min = "-9999999999", max = "9999999999") @Scale(20) BigDecimal number,
            @ForAll boolean flag,
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
        Lead lead = lead(id, text, number, flag, Instant.ofEpochMilli(millis));

        assertThat(read(write(new StoredLead(lead)))).isEqualTo(new StoredLead(lead));
    }

    private static Lead lead(String id, String text, BigDecimal number, boolean flag, Instant at) {
        try {
            return new Lead(
                    id,
                    text,
                    null,
                    text,
                    flag,
                    Attributes.of(Map.of("text", text, "number", number, "flag", flag)),
                    at);
        } catch (InvalidLeadException invalid) {
            Assume.that(false);
            throw invalid;
        }
    }

    @Property(tries = 200)
    void anyDeliveryIsReadBackUnchanged(
            @ForAll DeliveryStatus status,
            @ForAll @IntRange(min = 1, max = 1_000_000_000) int round,
            @ForAll @IntRange(max = 10_000) int failures,
            @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis,
            @ForAll UUIDs uuid) {
        Instant at = Instant.ofEpochMilli(millis);
        var row = new StoredDelivery(
                new Delivery(
                        MessageKey.of("campaign-1", "lead-1"),
                        3,
                        status,
                        round,
                        failures,
                        null,
                        "error",
                        at,
                        at,
                        at,
                        "x:y",
                        status == DeliveryStatus.RETRYING),
                uuid.text());

        assertThat(read(write(row))).isEqualTo(row);
    }

    /** Claim tokens, with the lowest and the highest possible value. */
    enum UUIDs {
        LOWEST(new UUID(0, 0)),
        HIGHEST(new UUID(-1, -1)),
        NAMED(UUID.nameUUIDFromBytes(new byte[] {7}));

        private final UUID uuid;

        UUIDs(UUID uuid) {
            this.uuid = uuid;
        }

        String text() {
            return uuid.toString();
        }
    }

    /** An archive of an earlier version may hold a template that is refused today. Its campaign has to be moved all the same. */
    @Test
    void aCampaignWhoseTemplateIsNotValidAnyLongerIsRead() {
        String line = write(StoredThings.of(Kind.CAMPAIGNS).getFirst());
        String stale = line.replace("Hi {{name}}", "Hi {{name | shout}}");

        assertThat(stale).isNotEqualTo(line);
        assertThat(write(read(stale))).isEqualTo(stale);
    }

    /** Each row changes one thing in a valid line, and gives the expected error with field and problem. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            LEADS      | "unsubscribed":false       | "unsubscribed":"no"            | unsubscribed is "no"; give true or false
            LEADS      | "unsubscribed":false,      |                                | unsubscribed is missing
            LEADS      | "id":"Z"                   | "id":""                        | id is empty
            LEADS      | "id":"Z"                   | "id":7                         | id is 7; give a string in quotes
            LEADS      | "id":"Z"                   | "id":"Z\\u0000"                | id contains a NUL character or an unpaired surrogate
            LEADS      | "id":"Z"                   | "id":"Z\\ud83d"                | id contains a NUL character or an unpaired surrogate
            LEADS      | "id":"Z"                   | "id":"Z","id":"Y"              | is not valid JSON: Duplicate
            LEADS      | "id":"Z"                   | "id":"Z","colour":"red"        | colour is not known to this version
            LEADS      | "attributes":{}            | "attributes":[]                | attributes is []; give an object
            LEADS      | "attributes":{}            | "attributes":{"a":[null]}      | attributes.a[0] is null; give a string, a number, true, false, a list or an object
            LEADS      | "attributes":{}            | "attributes":{"a":{"b.c":1}}   | attributes.a.b.c cannot name a property
            LEADS      | "attributes":{}            | "attributes":{"a":[[[[[[1]]]]]]} | attributes.a[0][0][0][0][0] is nested more than 5 deep
            LEADS      | "attributes":{}            | "attributes":{"a":1e99}        | attributes.a has more than
            LEADS      | "attributes":{}            | "attributes":{"$a":1}          | attributes.$a cannot name an attribute
            LEADS      | 2026-11-25T12:00:00.000Z   | 2026-11-25                     | created_at is "2026-11-25"; give a time such as
            LEADS      | 2026-11-25T12:00:00.000Z   | 2026-11-25T12:00:00.000+01:00  | give a time such as
            LEADS      | 2026-11-25T12:00:00.000Z   | 2026-02-30T12:00:00.000Z       | give a time such as
            LEADS      | "collection":"leads"       | "collection":"people"          | collection is "people"; give one of leads, consents, attributes, segments
            LEADS      | "collection":"leads",      |                                | collection is missing
            LEADS      | {"coll                     | ["coll                         | is not valid JSON
            SEGMENTS   | "combinator":"or"          | "combinator":"xor"             | rule
            LIMITS     | "per_second":2147483647    | "per_second":0                 | per_second is 0; give a whole number from 1
            LIMITS     | "per_second":2147483647    | "per_second":1.5               | per_second is 1.5; give a whole number
            LIMITS     | "per_second":2147483647    | "per_second":99999999999999999999 | give a whole number
            LIMITS     | "scope":"channel"          | "scope":"CHANNEL"              | scope is "CHANNEL"; give one of channel, domain
            CAMPAIGNS  | "status":"completed"       | "status":"done"                | status is "done"; give one of queued, running
            CAMPAIGNS  | "chunk_size":1             | "chunk_size":0                 | chunk_size is 0
            CHUNKS     | "lead_ids":["lead-1"]      | "lead_ids":[]                  | lead_ids is []; give a list
            CHUNKS     | "lead_ids":["lead-1"]      | "lead_ids":["lead-1",2]        | lead_ids is 2
            CHUNKS     | "index":0                  | "index":1                      | job_id is "job-campaign-a-0
            DELIVERIES | "status":"delivered"       | "status":"retrying"            | next_attempt_at is missing
            DELIVERIES | "round":1                  | "round":0                      | round is 0
            DELIVERIES | "claim":"55a54008-         | "claim":"x5a54008-             | claim is "x5a54008
            DEAD_LETTERS | "offset":9               | "offset":-1                    | offset is -1
            """)
    void anErrorNamesTheFieldTheValueAndTheFix(Kind kind, String valid, String invalid, String message) {
        String line = write(StoredThings.of(kind).getFirst());
        assertThat(line).contains(valid);
        String broken = line.replace(valid, invalid == null ? "" : invalid);

        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(InvalidFieldException.class)
                .satisfies(failure -> assertThat(failure.getMessage().strip()).contains(message));
    }
}
