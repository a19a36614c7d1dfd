package io.minicrm.mongodb;

import org.bson.Document;

/**
 * The key of a message in the delivery log, as one text: campaign, a NUL, lead. No id holds a NUL and nothing sorts before it, so a campaign's
 * messages lie together, in order of lead id by code point. One index serves the unique key, the pages and the counts of chunks.
 */
record DeliveryKey(String campaignId, String leadId) {

    private static final char SEPARATOR = '\u0000';

    static DeliveryKey of(Document delivery) {
        String id = delivery.getString("_id");
        int end = id.indexOf(SEPARATOR);
        return new DeliveryKey(id.substring(0, end), id.substring(end + 1));
    }

    String id() {
        return id(campaignId, leadId);
    }

    static String id(String campaignId, String leadId) {
        return campaignId + SEPARATOR + leadId;
    }

    /** A condition on {@code _id}: all messages of the campaign. */
    static Document allOf(String campaignId) {
        return new Document("$gte", id(campaignId, "")).append("$lt", end(campaignId));
    }

    /** A condition on {@code _id}: the campaign's messages to leads after that one. */
    static Document after(String campaignId, String leadId) {
        return new Document("$gt", id(campaignId, leadId)).append("$lt", end(campaignId));
    }

    private static String end(String campaignId) {
        return campaignId + (char) (SEPARATOR + 1);
    }
}
