package io.minicrm.api;

import io.minicrm.access.Scope;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadPosition;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import io.minicrm.text.Excerpt;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The condition and the order of {@code GET /leads}. A cursor of any order but that by id contains its order, because a
 * position in one means nothing in another.
 */
record LeadList(@Nullable String text, LeadSort sort) {

    private static final String SEPARATOR = "\n";
    private static final int PARTS = 3;
    private static final int MAX_QUOTED = 200;

    /** Callers who may not see names and addresses must not learn them by searching or sorting, either. */
    static LeadList of(@Nullable String q, @Nullable String sort) {
        String text = q == null || q.isEmpty() ? null : SearchText.checked(q);
        LeadSort order = sort == null || sort.isEmpty() ? LeadSort.ID : sort(sort);
        if (text != null || order.field().isPersonal()) {
            Caller.require(Scope.PII_READ);
        }
        return new LeadList(text, order);
    }

    private static LeadSort sort(String code) {
        return LeadSort.of(code)
                .orElseThrow(() -> InvalidRequestException.of(
                        "sort",
                        "is \"%s\"; give one of %s"
                                .formatted(
                                        Excerpt.quote(code, MAX_QUOTED),
                                        Arrays.stream(LeadSort.values())
                                                .map(LeadSort::code)
                                                .collect(Collectors.joining(", ")))));
    }

    /** @throws InvalidRequestException if the page's cursor is not one of this list */
    LeadQuery query(PageRequest page) {
        String after = page.after();
        return new LeadQuery(text, sort, after == null ? null : read(after), page.fetch());
    }

    /** What a cursor says of the last lead of a page. */
    String position(Lead lead) {
        LeadPosition position = sort.position(lead);
        return sort == LeadSort.ID
                ? position.id()
                : String.join(SEPARATOR, sort.code(), position.id(), position.value());
    }

    private LeadPosition read(String position) {
        String[] parts = position.split(SEPARATOR, PARTS);
        boolean isOfThisOrder =
                sort == LeadSort.ID ? parts.length == 1 : parts.length == PARTS && parts[0].equals(sort.code());
        if (!isOfThisOrder) {
            throw Cursor.ofAnotherList(
                    "belongs to a list of another order; repeat the sort of its list, or leave it out");
        }
        if (sort == LeadSort.ID) {
            return new LeadPosition("", position);
        }
        if (sort.field() == LeadSort.Field.CREATED_AT && !isInstant(parts[2])) {
            throw Cursor.ofAnotherList();
        }
        return new LeadPosition(parts[2], parts[1]);
    }

    private static boolean isInstant(String text) {
        try {
            long unused = Instant.parse(text).toEpochMilli();
            return true;
        } catch (DateTimeException | ArithmeticException invalid) {
            return false;
        }
    }
}
