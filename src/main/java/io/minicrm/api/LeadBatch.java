package io.minicrm.api;

import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadJsonStream;
import io.minicrm.lead.Leads;
import io.minicrm.problem.FieldProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes leads to the store, a thousand per round trip, and counts them. */
final class LeadBatch {

    private static final int MAX_LEADS = 1_000;
    private static final long MAX_LENGTH = 8L << 20;
    private static final int MAX_ERRORS = 100;

    private final Leads leads;
    private final Map<String, Lead> pending = new LinkedHashMap<>();
    private final List<Refusal> errors = new ArrayList<>();
    private long length;
    private long imported;
    private long updated;
    private long rejected;

    LeadBatch(Leads leads) {
        this.leads = leads;
    }

    void add(Lead lead) {
        if (pending.put(lead.id(), lead) != null) {
            updated++;
        }
        length += length(lead);
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
        return new Intake(imported, updated, rejected, List.copyOf(errors));
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        Leads.Upserted upserted = leads.upsert(List.copyOf(pending.values()));
        imported += upserted.imported();
        updated += upserted.updated();
        pending.clear();
        length = 0;
    }

    /** The approximate size of a lead. A thousand of the largest would be too much for one round trip. */
    private static long length(Lead lead) {
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
     * @param updated leads that replaced one with the same id, from the store or from the same request
     * @param rejected invalid leads; all others were stored
     * @param errors the reasons of the first 100 rejected leads
     */
    record Intake(long imported, long updated, long rejected, List<Refusal> errors) {}

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
