package io.minicrm.delivery;

import io.minicrm.campaign.Approvals;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Content;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.segment.RuleJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which campaigns need the approval of a second person, and whether they have it.
 *
 * <p>A campaign whose frozen audience has more leads than a bound must not begin before somebody has approved a digest
 * of that audience and of the content. The digest is made again from what is stored when the campaign is about to
 * begin, so an approval of anything else is worth nothing. A campaign that has begun is not stopped by a bound that was
 * lowered later.
 */
public final class ApprovalRule {

    /** The bound of an installation that asks for no approvals. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int CHUNKS_PER_READ = 50;

    private final long above;
    private final Approvals approvals;
    private final Plans plans;

    /** @param above the largest audience that needs no approval */
    public ApprovalRule(long above, Approvals approvals, Plans plans) {
        this.above = above;
        this.approvals = approvals;
        this.plans = plans;
    }

    /** Whether a campaign needs an approval; false as long as its audience is not frozen. */
    public boolean isNeeded(Campaign campaign) {
        return campaign.isPlanned() && campaign.audience() > above;
    }

    /** Whether nothing but an approval keeps a campaign from beginning, as far as this rule is concerned. */
    public boolean isMissing(Campaign campaign) {
        return isNeeded(campaign)
                && campaign.startedAt() == null
                && campaign.status().isOpen()
                && approvals
                        .find(campaign.id())
                        .filter(approval -> approval.digest().equals(digest(campaign)))
                        .isEmpty();
    }

    /**
     * The digest of a campaign whose audience is frozen: SHA-256, in hexadecimal. Reads its whole plan, in constant
     * memory.
     */
    public String digest(Campaign campaign) {
        MessageDigest sum = sha256();
        Content content = campaign.content();
        add(sum, campaign.id());
        add(sum, content.name());
        add(sum, content.segmentId());
        add(sum, RuleJson.writeText(content.rule()));
        add(sum, content.template());
        content.headers().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(header -> {
            add(sum, header.getKey().code());
            add(sum, header.getValue());
        });
        add(sum, content.channel());
        add(sum, content.duplicateAddresses().code());
        for (int from = 0; from < campaign.chunks(); from += CHUNKS_PER_READ) {
            addAudience(sum, campaign, from, Math.min(campaign.chunks(), from + CHUNKS_PER_READ));
        }
        return HexFormat.of().formatHex(sum.digest());
    }

    private void addAudience(MessageDigest sum, Campaign campaign, int from, int to) {
        List<Place> places = IntStream.range(from, to)
                .mapToObj(index -> new Place(campaign.id(), index))
                .toList();
        Map<Place, PlannedChunk> chunks = plans.at(places);
        for (Place place : places) {
            PlannedChunk chunk = chunks.get(place);
            add(sum, Integer.toString(place.index()));
            if (chunk != null) {
                chunk.leadIds().stream().sorted().forEach(id -> add(sum, id));
                add(sum, "duplicates");
                chunk.duplicateIds().stream().sorted().forEach(id -> add(sum, id));
            }
        }
    }

    /** The length first, so that no two lists of texts have the same sum. */
    private static void add(MessageDigest sum, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sum.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
