package io.minicrm.mongodb;

import io.minicrm.segment.Segments;
import io.minicrm.store.SegmentsContract;

final class MongoSegmentsIT extends SegmentsContract {

    private static final Segments SEGMENTS = TestMongoStore.onNewDatabase().segments();

    @Override
    protected Segments segments() {
        return SEGMENTS;
    }
}
