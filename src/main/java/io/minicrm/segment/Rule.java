package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.Instant;

/** Which leads belong to a segment. */
public interface Rule {

    /** True when the lead is picked; {@code now} is what relative dates are counted from. */
    boolean matches(Lead lead, Instant now);
}
