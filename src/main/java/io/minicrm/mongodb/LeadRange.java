package io.minicrm.mongodb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bson.Document;

/**
 * Chunks as stretches of the delivery log: an audience is cut in order of lead id, so a chunk's messages are those between its first and its
 * last lead, and chunks that follow each other are one stretch.
 *
 * @param first the key of the first message that may be there
 * @param last the key of the last one
 */
record LeadRange(String first, String last) {

    /** In the order in which their messages lie in the log; a campaign's chunks do so by index. */
    static final Comparator<Document> ORDER = Comparator.<Document, String>comparing(
                    chunk -> chunk.getString("campaign"), LeadRange::byCodePoint)
            .thenComparing(chunk -> chunk.getInteger("index"));

    static LeadRange of(Document chunk) {
        String campaign = chunk.getString("campaign");
        return new LeadRange(
                DeliveryKey.id(campaign, chunk.getString("first_lead")),
                DeliveryKey.id(campaign, chunk.getString("last_lead")));
    }

    /** A filter: the messages of these chunks of {@code chunk_progress}, in as few stretches as there are. */
    static Document filter(List<Document> chunks) {
        List<Document> stretches = new ArrayList<>();
        Document previous = null;
        for (Document chunk : chunks.stream().sorted(ORDER).toList()) {
            LeadRange range = of(chunk);
            if (previous != null && isNext(previous, chunk)) {
                stretches.getLast().get("_id", Document.class).put("$lte", range.last());
            } else {
                stretches.add(new Document("_id", new Document("$gte", range.first()).append("$lte", range.last())));
            }
            previous = chunk;
        }
        return stretches.size() == 1 ? stretches.getFirst() : new Document("$or", stretches);
    }

    private static boolean isNext(Document previous, Document chunk) {
        return previous.getString("campaign").equals(chunk.getString("campaign"))
                && previous.getInteger("index") + 1 == chunk.getInteger("index");
    }

    /** MongoDB compares text by its bytes in UTF-8; Java by units of UTF-16, which differs beyond U+FFFF. */
    private static int byCodePoint(String one, String other) {
        int[] a = one.codePoints().toArray();
        int[] b = other.codePoints().toArray();
        return Arrays.compare(a, b);
    }
}
