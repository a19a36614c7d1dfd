package io.minicrm.api;

import io.minicrm.lead.LeadKey;
import io.minicrm.lead.StoreMode;
import org.jspecify.annotations.Nullable;

/** The parameters of requests that store leads. */
final class LeadParameters {

    private LeadParameters() {}

    /** {@code mode}: what becomes of the fields that a request leaves out. */
    static StoreMode mode(@Nullable String code) {
        return code == null
                ? StoreMode.MERGE
                : StoreMode.ofCode(code)
                        .orElseThrow(() -> InvalidRequestException.of("mode", "must be merge or replace"));
    }

    /** {@code key}: the field that finds the stored lead. */
    static LeadKey.Field key(@Nullable String code) {
        return code == null
                ? LeadKey.Field.ID
                : LeadKey.Field.ofCode(code)
                        .orElseThrow(() -> InvalidRequestException.of("key", "must be id, email or phone"));
    }
}
