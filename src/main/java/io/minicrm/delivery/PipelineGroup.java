package io.minicrm.delivery;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The consumer groups that share the pipeline's work, in pipeline order. */
public enum PipelineGroup {
    /** Turns chunks into send jobs. */
    EXPANDERS("mini-crm-expanders", "expander"),
    /** Sends messages through their channels. */
    SENDERS("mini-crm-senders", "sender"),
    /** Writes receipts into the delivery log. */
    RECEIPTS("mini-crm-receipts", "receipts");

    private final String id;
    private final String role;

    PipelineGroup(String id, String role) {
        this.id = id;
        this.role = role;
    }

    /** The group's id in the cluster. */
    public String id() {
        return id;
    }

    /** The topic that each group reads, by the group's id. */
    public static Map<String, String> topics() {
        return Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PipelineGroup::id, PipelineGroup::topic));
    }

    private String topic() {
        return switch (this) {
            case EXPANDERS -> PipelineTopics.JOBS.name();
            case SENDERS -> PipelineTopics.SEND_JOBS.name();
            case RECEIPTS -> PipelineTopics.RECEIPTS.name();
        };
    }

    /** The ids of exactly the groups of the pipeline. */
    public static Set<String> ids() {
        return Arrays.stream(values()).map(PipelineGroup::id).collect(Collectors.toUnmodifiableSet());
    }

    /** The role of the processes that are its members. */
    public String role() {
        return role;
    }
}
