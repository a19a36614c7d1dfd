package io.minicrm.campaign;

import java.util.Locale;

/** When the audience of a campaign is frozen. */
public enum AudienceTime {
    /** When the campaign is created, or soon after that if the audience is large. */
    AT_CREATION,
    /** When its scheduled time comes, so that leads that fulfil the rule by then belong to it. */
    AT_START;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in requests, answers and stores. */
    public String code() {
        return code;
    }
}
