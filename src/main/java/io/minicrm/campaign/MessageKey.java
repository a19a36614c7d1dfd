package io.minicrm.campaign;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names one message: a lead of a campaign's audience. It knows its {@code send_id}, which is computed once. */
public final class MessageKey {

    private final String campaignId;
    private final String leadId;
    // Computed by the first thread that asks; a second computation gives the same text.
    private @Nullable String sendId;

    private MessageKey(String campaignId, String leadId, @Nullable String sendId) {
        this.campaignId = campaignId;
        this.leadId = leadId;
        this.sendId = sendId;
    }

    public static MessageKey of(String campaignId, String leadId) {
        return new MessageKey(campaignId, leadId, null);
    }

    /**
     * The key as an untrusted message has it.
     *
     * @throws IllegalArgumentException if {@code sendId} is not the hash of the others: two messages to one lead could
     *     pass as different ones
     */
    public static MessageKey verified(@Nullable String sendId, String campaignId, String leadId) {
        MessageKey key = of(campaignId, leadId);
        if (!key.sendId().equals(sendId)) {
            throw new IllegalArgumentException(
                    "send_id '%s' is not that of campaign '%s' and lead '%s'".formatted(sendId, campaignId, leadId));
        }
        return key;
    }

    public String campaignId() {
        return campaignId;
    }

    public String leadId() {
        return leadId;
    }

    /** The idempotency key at every provider, see {@link SendId}. */
    public String sendId() {
        String known = sendId;
        if (known == null) {
            known = SendId.of(campaignId, leadId);
            sendId = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageKey that && campaignId.equals(that.campaignId) && leadId.equals(that.leadId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(campaignId, leadId);
    }

    @Override
    public String toString() {
        return campaignId + "/" + leadId;
    }
}
