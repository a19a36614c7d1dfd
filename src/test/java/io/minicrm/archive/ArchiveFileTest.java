package io.minicrm.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.Schedule;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.store.StoredThings;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredLead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete files: what is read from them, and which errors are found before anything is written. */
class ArchiveFileTest {

    /** What older files do not have. */
    private static final Set<Kind> LATER_KINDS =
            EnumSet.of(Kind.CONSENTS, Kind.ATTRIBUTES, Kind.APPROVALS, Kind.SERIES, Kind.DRAFTS);

    @TempDir
    private Path folder;

    private Path file;
    private List<String> lines;

    @BeforeEach
    void write() {
        file = folder.resolve("crm.ndjson");
        var counts = new EntryCounts();
        lines = new ArrayList<>(List.of(text(ArchiveReader.headerLine(StoredThings.NOON))));
        for (Entry entry : StoredThings.all()) {
            counts.add(entry.kind(), 1);
            lines.add(line(entry));
        }
        lines.add(text(ArchiveReader.endLine(counts)));
    }

    private static String line(Entry entry) {
        var out = new ByteArrayOutputStream();
        EntryJson.write(entry, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).strip();
    }

    /** The first line of a kind. */
    private int first(Kind kind) {
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith("{\"collection\":\"" + kind.code() + "\"")) {
                return at;
            }
        }
        throw new AssertionError("There is no " + kind);
    }

    private Import.CheckedFile check(UnaryOperator<String> change) throws IOException {
        Files.writeString(file, change.apply(String.join("\n", lines) + "\n"));
        return Import.check(file);
    }

    private void isRefused(String message) {
        assertThatThrownBy(() -> check(text -> text))
                .isInstanceOf(InvalidArchiveException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(message));
    }

    @Test
    void theEntriesOfACompleteFileAreCounted() throws IOException {
        Import.CheckedFile checked = check(text -> text);

        for (Kind kind : Kind.values()) {
            assertThat(checked.counts().of(kind))
                    .isEqualTo(StoredThings.of(kind).size());
        }
        assertThat(checked.exportedAt()).isEqualTo(StoredThings.NOON);
        assertThat(checked.campaignIds()).containsExactly("campaign-a", StoredThings.RUNNING, "campaign-c");
        assertThat(checked.end()).isEqualTo(Files.size(file) - lines.getLast().length() - 1);
    }

    @Test
    void anArchiveOfAVersionThatKnewFewerKindsIsRead() throws IOException {
        lines.removeIf(line ->
                line.startsWith("{\"collection\":\"consents\"") || line.startsWith("{\"collection\":\"attributes\""));
        lines.set(lines.size() - 1, lines.getLast().replaceAll("\"(consents|attributes)\":\\d+,", ""));
        assertThat(lines.getLast()).doesNotContain("consents", "attributes");

        Import.CheckedFile checked = check(text -> text);

        assertThat(checked.counts().of(Kind.LEADS)).isEqualTo(8);
        assertThat(checked.counts().of(Kind.CONSENTS)).isZero();
    }

    @Test
    void aTruncatedFileIsNeverAccepted() throws IOException {
        byte[] complete = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < complete.length; length += 97) {
            Files.write(file, Arrays.copyOf(complete, length));

            assertThatThrownBy(() -> Import.check(file))
                    .as("the first %d bytes", length)
                    .isInstanceOf(InvalidArchiveException.class);
        }
        Files.write(file, Arrays.copyOf(complete, complete.length - 1));
        assertThatThrownBy(() -> Import.check(file)).hasMessageContaining("is missing the end line");
    }

    @Test
    void aMissingLineIsDetected() {
        lines.remove(first(Kind.LEADS));

        isRefused("end.leads is 8, but the file has 7 of them");
    }

    @Test
    void aDuplicateLineOrOneOutOfOrderIsRefused() {
        lines.add(first(Kind.LEADS) + 1, lines.get(first(Kind.LEADS)));
        isRefused("line 3: does not follow the previous line");

        write();
        lines.add(2, lines.get(first(Kind.SEGMENTS)));
        isRefused("line 4: does not follow the previous line");
    }

    @Test
    void anErrorNamesTheLine() {
        lines.set(3, lines.get(3).replace("\"unsubscribed\":true", "\"unsubscribed\":1"));

        isRefused("line 4: unsubscribed is 1; give true or false");
    }

    @Test
    void aReferenceToACampaignThatIsNotInTheFileIsRefused() {
        lines.removeIf(line -> line.startsWith("{\"collection\":\"campaigns\",\"id\":\"campaign-a\""));

        isRefused("campaign_id is \"campaign-a\", but the file has no such campaign");
    }

    @Test
    void aPlanWithAMissingChunkIsRefused() {
        lines.remove(first(Kind.CHUNKS) + 2);

        isRefused("index is 2, but chunk 1 is missing");
    }

    @Test
    void anIncompletePlanIsRefused() {
        lines.remove(first(Kind.CHUNKS) + 3);

        isRefused("after 2 chunks with 7 leads, but the campaign has 3 and 9");
    }

    @Test
    void aMissingPlanIsRefused() {
        lines.removeIf(line -> line.startsWith("{\"collection\":\"chunks\""));
        lines.set(lines.size() - 1, lines.getLast().replace("\"chunks\":4", "\"chunks\":0"));

        isRefused("2 campaigns have no chunks");
    }

    @Test
    void aPlanThatIsNotInOrderOfLeadIdIsRefused() {
        int at = first(Kind.CHUNKS) + 2;
        lines.set(at, lines.get(at).replace("[\"e\",", "[\"a\","));

        isRefused("lead_ids has \"a\" after \"d\"");
    }

    @Test
    void aFileThatIsNotAnExportIsRefusedAtItsFirstLine() {
        lines = List.of("{\"id\": \"lead-1\"}");
        isRefused("line 1: is not the header of an archive; give a file written by mini-crm export");

        lines = List.of("id,name");
        isRefused("line 1: is not valid JSON");

        lines = List.of("{\"format\":\"mini-crm\",\"version\":2,\"exported_at\":\"2026-11-25T12:00:00.000Z\"}");
        isRefused("line 1: version is 2");
    }

    @Test
    void nothingMayFollowTheEndLine() {
        lines.add(lines.get(1));

        isRefused("follows the end line");
    }

    @Test
    void aFileFromBeforePostponedMessagesRoundsAndListsIsStillRead() throws Exception {
        Path old = Path.of(Objects.requireNonNull(getClass().getResource("written-before-rounds.ndjson"))
                .toURI());

        List<Entry> entries = new ArrayList<>();
        try (ArchiveReader read = ArchiveReader.open(old)) {
            for (Entry entry = read.next(); entry != null; entry = read.next()) {
                entries.add(entry);
            }
            assertThat(read.isComplete()).isTrue();
        }

        assertThat(entries)
                .isEqualTo(StoredThings.all().stream()
                        .filter(entry -> !(entry instanceof StoredDelivery(var delivery, var _)
                                && delivery.status() == DeliveryStatus.POSTPONED))
                        .filter(entry -> !(entry instanceof StoredLead(var lead)
                                && lead.id().equals(StoredThings.STRUCTURED)))
                        .filter(entry -> !LATER_KINDS.contains(entry.kind()))
                        .map(ArchiveFileTest::asBefore)
                        .toList());
        assertThat(Import.check(old).counts().total()).isEqualTo(entries.size());
    }

    /** Such a file does not say when an audience is frozen, which was always at creation, and its plans skip no duplicates. */
    private static Entry asBefore(Entry entry) {
        if (entry instanceof StoredChunk(var chunk, var published, var _)) {
            return new StoredChunk(chunk, published, null);
        }
        if (!(entry instanceof StoredCampaign(var campaign))) {
            return entry;
        }
        Content content = campaign.content();
        return new StoredCampaign(new Campaign(
                campaign.id(),
                new Content(
                        content.name(),
                        content.segmentId(),
                        content.rule(),
                        content.template(),
                        content.headers(),
                        content.channel(),
                        campaign.isPlanned() ? DuplicateAddresses.SEND : DuplicateAddresses.SKIP),
                campaign.pace(),
                new Schedule(campaign.schedule().scheduledAt(), AudienceTime.AT_CREATION),
                campaign.origin(),
                campaign.progress()));
    }
}
