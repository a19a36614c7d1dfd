package io.minicrm.api;

import io.minicrm.lead.CsvMapping;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.StoreMode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

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

    /** The parameters of an import: those of the request, and the encoding that the type of its body names. */
    static Map<String, String> ofImport(Map<String, String> parameters, @Nullable MediaType type) {
        Map<String, String> all = new HashMap<>(parameters);
        String charset = type == null ? null : type.getParameter("charset");
        if (charset != null) {
            all.putIfAbsent("charset", charset);
        }
        // Refuses what no import could be run with.
        CsvMapping.of(all);
        return all;
    }

    /** How a CSV body is read: by the parameters, and in the encoding that its type names. */
    static CsvMapping csv(Map<String, String> parameters, @Nullable MediaType type) {
        return CsvMapping.of(parameters).inCharset(type == null ? null : type.getParameter("charset"));
    }
}
