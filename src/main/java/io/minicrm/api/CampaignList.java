package io.minicrm.api;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignFilter;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.campaign.CampaignPosition;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import io.minicrm.text.Excerpt;
import io.minicrm.text.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Conditions and order of {@code GET /campaigns}. Its cursors contain a mark of both, because a position in one list
 * means nothing in another: a page of "running, by name" after a page of "all, newest first" would silently leave out
 * campaigns.
 */
record CampaignList(CampaignFilter filter, CampaignSort sort) {

    private static final int MARK_LENGTH = 12;
    private static final String SEPARATOR = "\n";
    private static final int PARTS = 3;
    private static final int MAX_QUOTED = 200;

    /** @throws InvalidRequestException that names the parameter, its value and what to give instead */
    static CampaignList of(
            @Nullable List<String> status, @Nullable String segmentId, @Nullable String q, @Nullable String sort) {
        Set<CampaignPhase> phases = EnumSet.noneOf(CampaignPhase.class);
        for (String code : status == null ? List.<String>of() : status) {
            phases.add(phase(code));
        }
        String segment = segmentId == null || segmentId.isEmpty() ? null : segmentId;
        String text = q == null || q.isEmpty() ? null : SearchText.checked(q);
        return new CampaignList(new CampaignFilter(phases, segment, text), sort(sort));
    }

    private static CampaignPhase phase(String code) {
        return Arrays.stream(CampaignPhase.values())
                .filter(phase -> phase.code().equals(code.strip()))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.of(
                        "status",
                        "is \"%s\"; give one or more of %s"
                                .formatted(
                                        Excerpt.quote(code, MAX_QUOTED),
                                        Arrays.stream(CampaignPhase.values())
                                                .map(CampaignPhase::code)
                                                .collect(Collectors.joining(", ")))));
    }

    private static CampaignSort sort(@Nullable String code) {
        if (code == null || code.isEmpty()) {
            return CampaignSort.NEWEST;
        }
        return CampaignSort.of(code)
                .orElseThrow(() -> InvalidRequestException.of(
                        "sort",
                        "is \"%s\"; give one of %s"
                                .formatted(
                                        Excerpt.quote(code, MAX_QUOTED),
                                        Arrays.stream(CampaignSort.values())
                                                .map(CampaignSort::code)
                                                .collect(Collectors.joining(", ")))));
    }

    /** @throws InvalidRequestException if the page's cursor is not one of this list */
    CampaignQuery query(PageRequest page, Instant now) {
        String after = page.after();
        return new CampaignQuery(filter, sort, after == null ? null : read(after), now, page.fetch());
    }

    /** What a cursor says of the last campaign of a page. */
    String position(Campaign campaign) {
        return String.join(
                SEPARATOR,
                mark(),
                campaign.id(),
                sort.isByName() ? campaign.content().name() : "");
    }

    private CampaignPosition read(String position) {
        String[] parts = position.split(SEPARATOR, PARTS);
        if (parts.length < PARTS || parts[0].length() != MARK_LENGTH) {
            throw Cursor.ofAnotherList();
        }
        if (!parts[0].equals(mark())) {
            throw Cursor.ofAnotherList(
                    "belongs to a list with another status, segment_id, q or sort; repeat those of its list, or leave"
                            + " the cursor out");
        }
        return new CampaignPosition(parts[2], parts[1]);
    }

    private String mark() {
        List<@Nullable Object> fields = new ArrayList<>();
        fields.add(sort.code());
        fields.add(filter.segmentId());
        fields.add(filter.text());
        // In the order of their declaration, whatever the order in the request.
        filter.phases().stream().sorted().map(CampaignPhase::code).forEach(fields::add);
        return Sha256.ofFields(fields).substring(0, MARK_LENGTH);
    }
}
