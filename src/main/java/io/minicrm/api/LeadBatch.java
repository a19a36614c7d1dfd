package io.minicrm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leads on their way into the store: written together, a round trip for each {@value #SIZE}, and counted. */
final class LeadBatch {

    static final int MAX_ERRORS = 100;

    private static final int SIZE = 1_000;

    private final Leads leads;
    private final List<Lead> pending = new ArrayList<>(SIZE);
    private final List<Refusal> errors = new ArrayList<>();
    private long imported;
    private long updated;
    private long rejected;

    LeadBatch(Leads leads) {
        this.leads = leads;
    }

    void add(Lead lead) {
        pending.add(lead);
        if (pending.size() == SIZE) {
            write();
        }
    }

    /** Notes a lead that cannot be taken. */
    void refuse(Refusal refusal) {
        rejected++;
        if (errors.size() < MAX_ERRORS) {
            errors.add(refusal);
        }
    }

    /** Writes what is pending, then tells what became of all. */
    Intake finish() {
        write();
        return new Intake(imported, updated, rejected, List.copyOf(errors));
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        Leads.Upserted upserted = leads.upsert(List.copyOf(pending));
        imported += upserted.imported();
        updated += upserted.updated();
        pending.clear();
    }

    /**
     * What became of many leads.
     *
     * @param imported leads that were new
     * @param updated leads that replaced one of the same id
     * @param rejected leads that could not be taken; the others were
     * @param errors why, for the first {@value LeadBatch#MAX_ERRORS} rejected
     */
    record Intake(long imported, long updated, long rejected, List<Refusal> errors) {}

    /**
     * A lead that was not taken.
     *
     * @param index its place in the array, from 0; null where lines count
     * @param line its line, from 1; null in an array
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refusal(@Nullable Integer index, @Nullable Long line, String field, String message) {

        static Refusal atIndex(int index, String field, String message) {
            return new Refusal(index, null, field, message);
        }

        static Refusal atLine(long line, String field, String message) {
            return new Refusal(null, line, field, message);
        }
    }
}
