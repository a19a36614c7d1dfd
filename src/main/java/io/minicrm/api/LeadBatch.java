package io.minicrm.api;

import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadJsonStream;
import io.minicrm.lead.Leads;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes leads to the store, a thousand per round trip, and counts them. */
final class LeadBatch {

    private static final int MAX_LEADS = 1_000;
    private static final long MAX_LENGTH = 8L << 20;
    private static final int MAX_ERRORS = 100;

    private final Leads leads;
    private final StoreMode mode;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Refusal> errors = new ArrayList<>();
    private long length;
    private long imported;
    private long updated;
    private long unchanged;
    private long rejected;

    /** A change and where it stands in the request. */
    private record Pending(LeadJsonStream.Item item, LeadChange change) {}

    LeadBatch(Leads leads, StoreMode mode) {
        this.leads = leads;
        this.mode = mode;
    }

    void add(LeadJsonStream.Item item, LeadChange change) {
        pending.add(new Pending(item, change));
        length += length(change);
        if (pending.size() == MAX_LEADS || length >= MAX_LENGTH) {
            write();
        }
    }

    /** Counts a lead that is not valid. */
    void refuse(Refusal refusal) {
        rejected++;
        if (errors.size() < MAX_ERRORS) {
            errors.add(refusal);
        }
    }

    /** Writes the pending leads and returns the counts. */
    Intake finish() {
        write();
        return new Intake(imported, updated, unchanged, rejected, List.copyOf(errors));
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        Stored stored = leads.store(pending.stream().map(Pending::change).toList(), mode);
        imported += stored.imported();
        updated += stored.updated();
        unchanged += stored.unchanged();
        for (int i = 0; i < pending.size(); i++) {
            Stored.Outcome outcome = stored.outcomes().get(i);
            if (outcome.result() == Stored.Result.REJECTED) {
                refuse(Refusal.of(pending.get(i).item(), outcome.problem()));
            }
        }
        pending.clear();
        length = 0;
    }

    /** The approximate size of a lead. A thousand of the largest would be too much for one round trip. */
    private static long length(LeadChange lead) {
        long texts = 0;
        for (Object value : lead.attributes().values().values()) {
            texts += switch (value) {
                case String text -> text.length();
                case List<?> list -> list.toString().length();
                case Map<?, ?> object -> object.toString().length();
                default -> 1;
            };
        }
        return texts;
    }

    /**
     * The result of storing many leads.
     *
     * @param imported new leads
     * @param updated leads that changed one from the store or from the same request
     * @param unchanged leads that say what is already stored
     * @param rejected invalid leads; all others were stored
     * @param errors the reasons of the first 100 rejected leads
     */
    record Intake(long imported, long updated, long unchanged, long rejected, List<Refusal> errors) {}

    /**
     * A lead that was rejected.
     *
     * @param index its position in the request, from 0
     * @param line the line where it begins, from 1
     */
    record Refusal(
            long index,
            long line,
            @Nullable String field,
            @Nullable String message) {

        static Refusal of(LeadJsonStream.Item item) {
            return of(item, item.problem());
        }

        static Refusal of(LeadJsonStream.Item item, @Nullable FieldProblem problem) {
            return new Refusal(
                    item.index(),
                    item.line(),
                    problem == null ? null : problem.field(),
                    problem == null ? null : problem.message());
        }
    }
}
