package io.minicrm.campaign;

import io.minicrm.text.CodePoints;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * The order of a list of campaigns. Ids begin with the time of creation, so the order by time is the order by id.
 * Campaigns with the same name are in order of id, so every order is total, and a page can begin after any campaign.
 */
public enum CampaignSort {
    /** Newest first. */
    NEWEST("-created_at", false, true),
    /** Oldest first. */
    OLDEST("created_at", false, false),
    /** By name, by code point. */
    NAME("name", true, false),
    /** By name, the last first. */
    NAME_DESCENDING("-name", true, true);

    private final String code;
    private final boolean isByName;
    private final boolean isDescending;

    CampaignSort(String code, boolean isByName, boolean isDescending) {
        this.code = code;
        this.isByName = isByName;
        this.isDescending = isDescending;
    }

    /** The order with that code. */
    public static Optional<CampaignSort> of(String code) {
        return Arrays.stream(values()).filter(sort -> sort.code.equals(code)).findFirst();
    }

    /** The order as text: the field, after a minus sign if it descends. */
    public String code() {
        return code;
    }

    /** Whether names are compared before ids. */
    public boolean isByName() {
        return isByName;
    }

    public boolean isDescending() {
        return isDescending;
    }

    /** Compares positions in the same way as the stores. */
    public Comparator<CampaignPosition> comparator() {
        Comparator<CampaignPosition> byId = Comparator.comparing(CampaignPosition::id, CodePoints::compare);
        Comparator<CampaignPosition> ascending = isByName
                ? Comparator.comparing(CampaignPosition::name, CodePoints::compare)
                        .thenComparing(byId)
                : byId;
        return isDescending ? ascending.reversed() : ascending;
    }
}
