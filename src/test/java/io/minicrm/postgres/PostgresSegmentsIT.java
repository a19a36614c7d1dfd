package io.minicrm.postgres;

import io.minicrm.segment.Segments;
import io.minicrm.store.SegmentsContract;
import io.minicrm.store.TestPostgres;

final class PostgresSegmentsIT extends SegmentsContract {

    private static final Segments SEGMENTS = new PostgresSegments(TestPostgres.newDatabase());

    @Override
    protected Segments segments() {
        return SEGMENTS;
    }
}
