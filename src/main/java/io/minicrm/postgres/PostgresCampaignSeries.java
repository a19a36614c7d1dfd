package io.minicrm.postgres;

import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.SeriesPoint;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The series of campaigns in the table {@code campaign_series}. */
final class PostgresCampaignSeries implements CampaignSeries {

    private static final String ADD =
            "INSERT INTO campaign_series (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (campaign_id, second) DO NOTHING"
                    .formatted(Rows.SERIES.columns(), Rows.SERIES.given());

    private final JdbcClient jdbc;

    PostgresCampaignSeries(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void add(Collection<SeriesPoint> points) {
        if (!points.isEmpty()) {
            jdbc.sql(ADD).params(Rows.SERIES.arrays(List.copyOf(points))).update();
        }
    }

    @Override
    public void thin(String campaignId, int step) {
        jdbc.sql("DELETE FROM campaign_series WHERE campaign_id = ? AND second % ? <> 0")
                .param(campaignId)
                .param(step)
                .update();
    }

    @Override
    public List<SeriesPoint> of(String campaignId) {
        return jdbc.sql("SELECT * FROM campaign_series WHERE campaign_id = ? ORDER BY second")
                .param(campaignId)
                .query(Rows.SERIES)
                .list();
    }
}
