package io.minicrm.api;

import io.minicrm.store.Store;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What requests have created, by its address. Only what can be deleted is looked for. */
final class CreatedThings {

    private static final String ID = "id";

    private final Map<PathPattern, Predicate<String>> finders = new LinkedHashMap<>();

    CreatedThings(Store store) {
        add("/api/v1/leads/{id}", id -> store.leads().find(id).isPresent());
        add("/api/v1/segments/{id}", id -> store.segments().find(id).isPresent());
        add("/api/v1/users/{id}", id -> store.users().find(id).isPresent());
        add("/api/v1/drafts/{id}", id -> store.campaignDrafts().find(id).isPresent());
    }

    private void add(String path, Predicate<String> isThere) {
        finders.put(PathPatternParser.defaultInstance.parse(path), isThere);
    }

    /**
     * Whether there is nothing at an address any more.
     *
     * @param location a path, as a {@code Location} header has it
     */
    boolean isDeleted(String location) {
        PathContainer path = PathContainer.parsePath(location);
        for (Map.Entry<PathPattern, Predicate<String>> finder : finders.entrySet()) {
            PathPattern.PathMatchInfo match = finder.getKey().matchAndExtract(path);
            String id = match == null ? null : match.getUriVariables().get(ID);
            if (id != null) {
                return !finder.getValue().test(id);
            }
        }
        return false;
    }
}
