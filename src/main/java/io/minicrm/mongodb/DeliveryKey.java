package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The key of a message in the delivery log, as one text: campaign, a NUL, lead. No id contains a NUL and nothing sorts
 * before it, so a campaign's messages lie together, in order of lead id by code point. One index serves the unique key,
 * the pages and the counts of chunks.
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

    /** A filter: all messages of the campaign. */
    static Bson allOf(String campaignId) {
        return FlatFilters.allOf(Filters.gte("_id", id(campaignId, "")), Filters.lt("_id", end(campaignId)));
    }

    /** A filter: the campaign's messages to leads after that one. */
    static Bson after(String campaignId, String leadId) {
        return FlatFilters.allOf(Filters.gt("_id", id(campaignId, leadId)), Filters.lt("_id", end(campaignId)));
    }

    private static String end(String campaignId) {
        return campaignId + (char) (SEPARATOR + 1);
    }
}
