package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Chunks as ranges of the delivery log: an audience is cut in order of lead id, so a chunk's messages are those between
 * its first and its last lead, and consecutive chunks are one range.
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

    /** A filter: the messages of these chunks of {@code chunk_progress}, in as few ranges as possible. */
    static Bson filter(List<Document> chunks) {
        List<LeadRange> ranges = new ArrayList<>();
        Document previous = null;
        for (Document chunk : chunks.stream().sorted(ORDER).toList()) {
            LeadRange range = of(chunk);
            if (previous != null && isNext(previous, chunk)) {
                ranges.add(new LeadRange(ranges.removeLast().first(), range.last()));
            } else {
                ranges.add(range);
            }
            previous = chunk;
        }
        List<Bson> filters = ranges.stream().map(LeadRange::messages).toList();
        return filters.size() == 1 ? filters.getFirst() : Filters.or(filters);
    }

    private Bson messages() {
        return FlatFilters.allOf(Filters.gte("_id", first), Filters.lte("_id", last));
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
