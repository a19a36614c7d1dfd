package io.minicrm.postgres;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.campaign.CampaignPosition;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * A page of a list of campaigns as SQL. It only contains the conditions that the query has, so that the planner can
 * read in the order of an index: that of the ids, {@code campaigns_name}, {@code campaigns_status} or
 * {@code campaigns_segment}.
 */
final class CampaignList {

    private static final String CONTAINS_TEXT = """
            (strpos(lower(name COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
             OR strpos(lower(id COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0)""";

    /** These divide the stored status "queued". */
    private static final Set<CampaignPhase> QUEUED =
            EnumSet.of(CampaignPhase.PLANNING, CampaignPhase.SCHEDULED, CampaignPhase.QUEUED);

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final CampaignSort sort;

    private CampaignList(CampaignSort sort) {
        this.sort = sort;
    }

    static CampaignList of(CampaignQuery query) {
        var list = new CampaignList(query.sort());
        if (!query.filter().phases().isEmpty()) {
            list.require(query.filter().phases(), query.now());
        }
        String segment = query.filter().segmentId();
        if (segment != null) {
            list.require("segment_id = ?", segment);
        }
        String text = query.filter().text();
        if (text != null) {
            list.require(CONTAINS_TEXT, text, text);
        }
        CampaignPosition after = query.after();
        if (after != null) {
            list.require(after);
        }
        list.parameters.add(query.limit());
        return list;
    }

    String sql() {
        String direction = sort.isDescending() ? " DESC" : "";
        return "SELECT * FROM campaigns"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY "
                + (sort.isByName() ? "name COLLATE \"C\"" + direction + ", " : "")
                + "id" + direction + " LIMIT ?";
    }

    List<Object> parameters() {
        return List.copyOf(parameters);
    }

    private void require(String condition, Object... values) {
        conditions.add(condition);
        parameters.addAll(List.of(values));
    }

    private void require(CampaignPosition after) {
        String beyond = sort.isDescending() ? "<" : ">";
        if (sort.isByName()) {
            require("(name COLLATE \"C\", id) %s (?, ?)".formatted(beyond), after.name(), after.id());
        } else {
            require("id %s ?".formatted(beyond), after.id());
        }
    }

    private void require(Set<CampaignPhase> phases, Instant now) {
        List<String> statuses = new ArrayList<>();
        List<String> alternatives = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        boolean isAnyQueued = phases.containsAll(QUEUED);
        if (isAnyQueued) {
            statuses.add("queued");
        }
        for (CampaignPhase phase : phases) {
            if (!QUEUED.contains(phase)) {
                statuses.add(phase.code());
            } else if (!isAnyQueued) {
                alternatives.add("status = 'queued' AND " + condition(phase));
                times.add(new SqlParameterValue(Types.TIMESTAMP_WITH_TIMEZONE, Timestamps.ofNullable(now)));
            }
        }
        if (!statuses.isEmpty()) {
            alternatives.addFirst("status = ANY (?)");
            times.addFirst(statuses.toArray(String[]::new));
        }
        conditions.add("(" + String.join(" OR ", alternatives) + ")");
        parameters.addAll(times);
    }

    /** As {@link CampaignPhase#of} has it; each has the time as its only parameter. */
    private static String condition(CampaignPhase phase) {
        return switch (phase) {
            case PLANNING -> "planned_at IS NULL AND (audience_time = 'at_start' AND scheduled_at > ?) IS NOT TRUE";
            case SCHEDULED -> "scheduled_at > ? AND (planned_at IS NOT NULL OR audience_time = 'at_start')";
            case QUEUED -> "planned_at IS NOT NULL AND (scheduled_at > ?) IS NOT TRUE";
            case RUNNING, PAUSED, COMPLETED, CANCELLED ->
                throw new IllegalArgumentException("\"%s\" is a stored status".formatted(phase.code()));
        };
    }
}
