package io.minicrm.campaign;

/** Something that belongs to one message, such as its job, its row or its receipt. */
public interface KeyedByMessage {

    MessageKey key();

    default String campaignId() {
        return key().campaignId();
    }

    default String leadId() {
        return key().leadId();
    }

    /** The idempotency key at every provider, see {@link SendId}. */
    default String sendId() {
        return key().sendId();
    }
}
