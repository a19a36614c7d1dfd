package io.minicrm.gate;

import io.minicrm.campaign.Campaigns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What senders report, as a store keeps it. */
public final class LimitUsesInMemory implements LimitUses {

    private final Map<String, Report> reports = new HashMap<>();

    private record Report(List<Use> uses, Instant at) {}

    @Override
    public synchronized void report(String sender, List<Use> uses, Instant now) {
        reports.values()
                .removeIf(report -> report.at().isBefore(now.minus(FORGOTTEN))
                        || report.at().isAfter(now.plus(Campaigns.CLOCKS_DIFFER)));
        reports.put(sender, new Report(List.copyOf(uses), now));
    }

    @Override
    public synchronized List<Use> current(Instant now) {
        Map<LimitKey, Use> sums = reports.values().stream()
                .filter(report -> !report.at().isBefore(now.minus(FRESH))
                        && !report.at().isAfter(now.plus(Campaigns.CLOCKS_DIFFER)))
                .flatMap(report -> report.uses().stream())
                .collect(Collectors.toMap(Use::limit, use -> use, LimitUsesInMemory::sum));
        List<Use> sorted = new ArrayList<>(sums.values());
        sorted.sort(Comparator.comparing(use -> use.limit().code()));
        return sorted;
    }

    private static Use sum(Use one, Use other) {
        return new Use(one.limit(), one.perSecond() + other.perSecond(), one.held() + other.held());
    }
}
