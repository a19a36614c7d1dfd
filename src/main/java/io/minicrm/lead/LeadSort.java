package io.minicrm.lead;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * The order of a list of leads. Leads with the same value are in order of id, so every order is total, and a page can
 * begin after any lead. A lead without the value counts as one with an empty text. Only the order by id has an index:
 * the others look through all leads for each page.
 */
public enum LeadSort {
    ID("id", Field.ID, false),
    NAME("name", Field.NAME, false),
    NAME_DESCENDING("-name", Field.NAME, true),
    EMAIL("email", Field.EMAIL, false),
    EMAIL_DESCENDING("-email", Field.EMAIL, true),
    OLDEST("created_at", Field.CREATED_AT, false),
    NEWEST("-created_at", Field.CREATED_AT, true);

    /** What is compared before the ids. */
    public enum Field {
        ID,
        NAME,
        EMAIL,
        CREATED_AT;

        /** What a lead has in this field, as text that a cursor can contain. */
        String of(Lead lead) {
            return switch (this) {
                case ID -> "";
                case NAME -> lead.name() == null ? "" : lead.name();
                case EMAIL -> lead.email() == null ? "" : lead.email();
                case CREATED_AT -> lead.createdAt().toString();
            };
        }

        /** Whether the order says something about names or addresses. */
        public boolean isPersonal() {
            return this == NAME || this == EMAIL;
        }
    }

    private final String code;
    private final Field field;
    private final boolean isDescending;

    LeadSort(String code, Field field, boolean isDescending) {
        this.code = code;
        this.field = field;
        this.isDescending = isDescending;
    }

    /** The order with that code. */
    public static Optional<LeadSort> of(String code) {
        return Arrays.stream(values()).filter(sort -> sort.code.equals(code)).findFirst();
    }

    /** The order as text: the field, after a minus sign if it descends. */
    public String code() {
        return code;
    }

    public Field field() {
        return field;
    }

    public boolean isDescending() {
        return isDescending;
    }

    /** Where a list of this order continues after the lead. */
    public LeadPosition position(Lead lead) {
        return new LeadPosition(field.of(lead), lead.id());
    }

    /** Compares leads in the same way as the stores, as long as no text has characters beyond U+FFFF. */
    public Comparator<LeadPosition> comparator() {
        Comparator<LeadPosition> ascending =
                Comparator.comparing(LeadPosition::value).thenComparing(LeadPosition::id);
        return isDescending ? ascending.reversed() : ascending;
    }
}
