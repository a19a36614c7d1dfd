package io.minicrm.bench;

import java.sql.SQLException;

/**
 * A plan made by PostgreSQL alone, in one statement: the leads that match the rule, in order of id, cut into chunks and
 * stored.
 */
final class PlanFloor {

    private static final int CHUNK = 200;

    private PlanFloor() {}

    static double seconds(Database database) throws SQLException {
        database.createLike("bench_chunks", "chunks");
        long begin = System.nanoTime();
        database.run("""
            INSERT INTO bench_chunks (campaign, index, job_id, lead_ids, created_at)
            SELECT 1, place / %1$d, 'job-bench-' || place / %1$d, array_agg(id ORDER BY id), now()
            FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1)::int AS place FROM leads
                  WHERE (attributes ->> 'total_spend')::numeric >= 0) AS picked
            GROUP BY place / %1$d
            """.formatted(CHUNK));
        double seconds = (System.nanoTime() - begin) / 1e9;
        InconsistentFiguresException.check(
                "leads in the plan for the floor",
                database.number("SELECT count(*) FROM leads"),
                database.number("SELECT sum(cardinality(lead_ids)) FROM bench_chunks"));
        database.run("DROP TABLE bench_chunks");
        return seconds;
    }
}
