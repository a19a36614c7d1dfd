package io.minicrm.launch;

import java.util.List;
import java.util.stream.Collectors;

/** A campaign that cannot be made; names every field at fault, as the API names it. */
public final class InvalidCampaignException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /** @param faults at least one */
    InvalidCampaignException(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> fault.field() + " " + fault.problem())
                .collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** The fields at fault, never none. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * One field at fault.
     *
     * @param field the field's name in a request
     * @param problem what is wrong and what to do, a sentence without its subject
     */
    public record Fault(String field, String problem) {}
}
