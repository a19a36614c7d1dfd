package io.minicrm.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The series of campaigns as a store keeps them. */
public final class CampaignSeriesInMemory implements CampaignSeries {

    private final Map<String, TreeMap<Integer, SeriesPoint>> points = new HashMap<>();

    @Override
    public synchronized void add(Collection<SeriesPoint> given) {
        given.forEach(point -> points.computeIfAbsent(point.campaignId(), id -> new TreeMap<>())
                .putIfAbsent(point.second(), point));
    }

    @Override
    public synchronized void thin(String campaignId, int step) {
        points.getOrDefault(campaignId, new TreeMap<>()).keySet().removeIf(second -> second % step != 0);
    }

    @Override
    public synchronized List<SeriesPoint> of(String campaignId) {
        return List.copyOf(points.getOrDefault(campaignId, new TreeMap<>()).values());
    }
}
