package io.minicrm.postgres;

/**
 * The one order in which statements lock rows of {@code deliveries}: that of their key. Two statements that lock the
 * same rows in different orders can each wait for the other, and PostgreSQL ends one of them as a deadlock.
 *
 * <p>An {@code UPDATE … FROM} locks rows as the join finds them, whatever the order of the rows that it joins with. So
 * these statements join with a sorted subquery, by a condition that only a nested loop can use: a hash join would
 * follow the pages of the table. Locking the rows first ({@code SELECT … FOR UPDATE}) takes half as long again, because
 * each lock is written to the log.
 *
 * <p>Only for tables of less than some 60 rows, where reading all of them is cheaper than the index, the planner puts
 * the table first. A deadlock in such a batch ends by itself: the batch is repeated after a second.
 */
final class LockOrder {

    /** Joins {@code deliveries d} with the sorted subquery {@code r}, which has the columns of the key. */
    static final String FOLLOWS = "d.campaign = ANY (ARRAY[r.campaign]) AND d.lead_id = ANY (ARRAY[r.lead_id])";

    private LockOrder() {}
}
