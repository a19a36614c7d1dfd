package io.minicrm.stored;

import io.minicrm.chunk.Chunk;
import io.minicrm.stored.Entry.StoredChunk;
import java.time.Instant;
import java.util.List;

/** The fields of a chunk of a plan. */
public final class ChunkFields {

    static final FieldType<Integer> INDEX_TYPE = new FieldType.Int(0, 999_999_999);

    private static final int MAX_JOB_ID = 2_000;

    private static final FieldList<StoredChunk> FIELDS = new FieldList<>();

    private static final StoredField<StoredChunk, String> CAMPAIGN_ID = FIELDS.required(
            "campaign_id", new FieldType.Id(), stored -> stored.chunk().campaignId());
    private static final StoredField<StoredChunk, Integer> INDEX =
            FIELDS.required("index", INDEX_TYPE, stored -> stored.chunk().index());
    private static final StoredField<StoredChunk, String> JOB_ID = FIELDS.required(
            "job_id", FieldList.text(MAX_JOB_ID), stored -> stored.chunk().jobId());
    private static final StoredField<StoredChunk, List<String>> LEAD_IDS = FIELDS.required(
            "lead_ids", new FieldType.Ids(), stored -> stored.chunk().leadIds());
    private static final StoredField<StoredChunk, Instant> CREATED_AT = FIELDS.required(
            "created_at", new FieldType.Time(), stored -> stored.chunk().createdAt());
    private static final StoredField<StoredChunk, Instant> PUBLISHED_AT =
            FIELDS.optional("published_at", new FieldType.Time(), StoredChunk::publishedAt);

    private static final StoredField<StoredChunk, List<String>> DUPLICATE_IDS =
            FIELDS.optional("duplicate_ids", new FieldType.Ids(), StoredChunk::duplicateIds);

    public static final Mapping<StoredChunk> MAPPING = FIELDS.read(
            values -> new StoredChunk(chunk(values), values.find(PUBLISHED_AT), values.find(DUPLICATE_IDS)));

    private ChunkFields() {}

    /** The frozen part of the chunk. */
    public static Chunk chunk(FieldValues values) {
        return new Chunk(
                values.get(JOB_ID),
                values.get(CAMPAIGN_ID),
                values.get(INDEX),
                values.get(LEAD_IDS),
                values.get(CREATED_AT));
    }
}
