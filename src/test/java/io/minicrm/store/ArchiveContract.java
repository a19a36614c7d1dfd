package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredLead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The behaviour of every store's archive. */
public abstract class ArchiveContract {

    private Store store;
    private Archive archive;

    /** A store on an empty database. */
    protected abstract Store emptyStore();

    @BeforeEach
    void open() {
        store = emptyStore();
        archive = store.archive();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void writeAll() {
        for (Kind kind : Kind.values()) {
            archive.write(kind, StoredThings.of(kind));
        }
    }

    @ParameterizedTest
    @EnumSource
    void entriesAreReadInOrderWithAnyPageSize(Kind kind) {
        assertThat(archive.read(kind, null, 10)).isEmpty();
        writeAll();

        List<Entry> expected = StoredThings.of(kind);
        assertThat(archive.read(kind, null, 100)).containsExactlyElementsOf(expected);
        assertThat(archive.count(kind)).isEqualTo(expected.size());
        for (int limit = 1; limit <= expected.size(); limit++) {
            assertThat(pages(kind, limit)).as("pages of %d", limit).containsExactlyElementsOf(expected);
        }
        assertThat(archive.read(kind, expected.getLast(), 10)).isEmpty();
    }

    private List<Entry> pages(Kind kind, int limit) {
        List<Entry> all = new ArrayList<>();
        List<Entry> page;
        do {
            page = archive.read(kind, all.isEmpty() ? null : all.getLast(), limit);
            all.addAll(page);
        } while (page.size() == limit);
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void writingTwiceChangesNothing(Kind kind) {
        writeAll();

        archive.write(kind, StoredThings.of(kind));
        archive.write(kind, StoredThings.of(kind).reversed());

        assertThat(archive.read(kind, null, 100)).containsExactlyElementsOf(StoredThings.of(kind));
        assertThat(archive.count(kind)).isEqualTo(StoredThings.of(kind).size());
    }

    @Test
    void aPageContinuesAfterADeletedEntry() {
        archive.write(Kind.LEADS, StoredThings.of(Kind.LEADS));
        List<Entry> leads = StoredThings.of(Kind.LEADS);
        store.leads().delete(((StoredLead) leads.get(2)).lead().id());

        assertThat(archive.read(Kind.LEADS, leads.get(2), 2)).containsExactly(leads.get(3), leads.get(4));
    }

    @Test
    void theOtherPortsReadWhatTheArchiveHasWritten() {
        writeAll();
        archive.release(ids());

        assertThat(store.leads().count()).isEqualTo(8);
        assertThat(store.leads().attributeTypes()).containsKey("most digits").containsKey("tags");
        assertThat(store.leads().find(StoredThings.STRUCTURED).map(StoredLead::new))
                .isEqualTo(StoredThings.of(Kind.LEADS).stream()
                        .map(StoredLead.class::cast)
                        .filter(entry -> entry.lead().id().equals(StoredThings.STRUCTURED))
                        .findFirst());
        assertThat(store.segments().find("A")).isPresent();
        assertThat(store.limits().all()).hasSize(3);
        Campaign running = store.campaigns().find(StoredThings.RUNNING).orElseThrow();
        assertThat(store.campaigns().findByIdempotencyKey("key-1")).contains(running);
        assertThat(store.deliveries().page(running.id(), null, null, 100)).hasSize(7);
        assertThat(store.tallies().stats(Set.of("campaign-a")).getFirst().deadLetters())
                .isEqualTo(3);
        assertThat(store.approvals().find(StoredThings.RUNNING)).isPresent();
        assertThat(store.campaignDrafts().list(null, 10))
                .extracting(CampaignDraft::id)
                .containsExactly("draft-2", "draft-1");
        assertThat(store.series().of("campaign-a"))
                .extracting(SeriesPoint::second)
                .containsExactly(0, 9, 10);
        // Already known, so it is counted once.
        store.deadLetters().note("campaign-a", "campaign.send_jobs", 2, 9);
        store.deadLetters().note("campaign-a", "campaign.send_jobs", 3, 1);
        assertThat(archive.read(Kind.DEAD_LETTERS, null, 3).getLast())
                .isEqualTo(new StoredDeadLetter("campaign-a", "campaign.send_jobs", 3, 1));
    }

    @Test
    void noPublisherTakesACampaignBeforeItIsReleased() {
        writeAll();

        assertThat(store.campaigns().lease("publisher", StoredThings.LAST, Duration.ofSeconds(10), 10))
                .isEmpty();
        assertThat(archive.leaseOwners(StoredThings.NOON)).containsExactly(Archive.IMPORT_OWNER);
        assertThat(archive.released(ids())).isEmpty();

        archive.release(ids());

        assertThat(archive.leaseOwners(StoredThings.NOON)).isEmpty();
        assertThat(archive.released(ids())).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(store.campaigns().lease("publisher", StoredThings.LAST, Duration.ofSeconds(10), 10))
                .extracting(Campaign::id)
                .containsExactlyInAnyOrder(StoredThings.RUNNING, "campaign-c");
    }

    @Test
    void leaseOwnersAreThoseOfUnexpiredLeases() {
        store.campaigns().create(PlannedCampaign.unplanned("campaign-1", CampaignStatus.QUEUED, null, null));
        store.campaigns().lease("publisher", StoredThings.NOON, Duration.ofSeconds(10), 10);

        assertThat(archive.leaseOwners(StoredThings.NOON.plusSeconds(9))).containsExactly("publisher");
        assertThat(archive.leaseOwners(StoredThings.NOON.plusSeconds(11))).isEmpty();
    }

    @Test
    void chunksWithUnsettledMessagesArePublishedAgainAndOthersAreNot() {
        writeAll();
        count();
        archive.release(ids());

        // All leads of the first chunk are settled except one, which is retried from the log. In the second chunk one
        // message was being sent.
        List<Chunk> next = store.plans().unpublished(StoredThings.RUNNING, 10);
        assertThat(next).extracting(Chunk::index).containsExactly(1, 2);
        assertThat(store.plans().unpublished("campaign-a", 10)).isEmpty();
        assertThat(store.tallies()
                        .stats(Set.of(StoredThings.RUNNING))
                        .getFirst()
                        .published())
                .isEqualTo(4);
        List<ChunkJob> retries = store.plans().takeDue(StoredThings.RUNNING, StoredThings.LAST, StoredThings.NOON, 10);
        assertThat(retries)
                .extracting(ChunkJob::leadIds, ChunkJob::round)
                .containsExactly(tuple(List.of("a"), 4), tuple(List.of("g"), 5));

        store.plans().markPublished(StoredThings.RUNNING, next, StoredThings.NOON);
        assertThat(store.plans().unpublished(StoredThings.RUNNING, 10)).isEmpty();
    }

    @Test
    void releasingTwiceDoesNotUnpublishChunksAgain() {
        writeAll();
        count();
        archive.release(ids());
        store.plans()
                .markPublished(
                        StoredThings.RUNNING, store.plans().unpublished(StoredThings.RUNNING, 10), StoredThings.NOON);

        archive.release(ids());

        assertThat(store.plans().unpublished(StoredThings.RUNNING, 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CAMPAIGNS", "CHUNKS", "DELIVERIES", "DEAD_LETTERS", "APPROVALS", "SERIES"})
    void releasedCampaignsAreNotWrittenAgain(Kind kind) {
        writeAll();
        archive.release(ids());
        store.deadLetters().note("campaign-a", "campaign.jobs", 0, 0);
        List<Entry> before = archive.read(kind, null, 100);

        assertThatThrownBy(() -> archive.write(kind, StoredThings.of(kind)))
                .isInstanceOf(ArchiveConflictException.class)
                .hasMessageContaining("empty database");

        assertThat(archive.read(kind, null, 100)).isEqualTo(before);
    }

    @Test
    void aCampaignWithTheIdempotencyKeyOfAnotherIsRefused() {
        store.campaigns().create(PlannedCampaign.unplanned("campaign-0", CampaignStatus.QUEUED, null, "key-1"));

        assertThatThrownBy(() -> archive.write(Kind.CAMPAIGNS, StoredThings.of(Kind.CAMPAIGNS)))
                .isInstanceOf(ArchiveConflictException.class)
                .hasMessageContaining("idempotency key");
    }

    private void count() {
        ids().forEach(store.tallies()::touch);
        while (store.tallies().recount(100, StoredThings.NOON) > 0) {
            // Until all chunks are counted.
        }
    }

    private static List<String> ids() {
        return StoredThings.of(Kind.CAMPAIGNS).stream()
                .map(entry -> ((StoredCampaign) entry).campaign().id())
                .toList();
    }
}
