package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.text.Sha256;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strong entity tags (RFC 9110) of leads, segments and campaigns: hashes of what the caller sees of them. Nothing is
 * stored for them, so they are the same in all processes. Whoever may not see the values of a lead gets the tag of the
 * masked lead, by which no guess about the values can be checked.
 *
 * <p>The tag of a campaign has two parts, {@code "4f1c….90ab…"}: its revision, which changes with what people and its
 * status change, and its numbers, which change many times a second while it runs. {@link Conditions} compares only the
 * part before the dot, so that a running campaign can be paused with {@code If-Match}.
 */
final class EntityTags {

    static final char END_OF_REVISION = '.';

    /** A collision would let one wrong change through; nobody gains from making one. */
    private static final int BYTES = 12;

    private final JsonMapper json;

    /** @param json writes what the API answers */
    EntityTags(JsonMapper json) {
        this.json = json;
    }

    /** @param view what the answer shows of a lead or a segment */
    String of(Object view) {
        return quoted(hash(view));
    }

    /** @param view what the answer shows of the campaign */
    String of(Campaign campaign, Object view) {
        return quoted(revisionHash(campaign) + END_OF_REVISION + hash(view));
    }

    /** The first part of a campaign's tag. */
    String revision(Campaign campaign) {
        return quoted(revisionHash(campaign));
    }

    private String revisionHash(Campaign campaign) {
        return hash(new Revision(
                campaign.id(),
                campaign.status().code(),
                campaign.maxRate(),
                campaign.content().name(),
                campaign.scheduledAt()));
    }

    /** All of a campaign that changes after it was created, but for its numbers. */
    private record Revision(
            String id,
            String status,
            @Nullable Integer maxRate,
            String name,
            @Nullable Instant scheduledAt) {}

    private String hash(Object view) {
        byte[] digest = Sha256.newDigest().digest(json.writeValueAsBytes(view));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
