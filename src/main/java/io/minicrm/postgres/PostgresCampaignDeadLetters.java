package io.minicrm.postgres;

import io.minicrm.delivery.CampaignDeadLetters;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The dead letters that name a campaign, in the table {@code dead_letters}. */
final class PostgresCampaignDeadLetters implements CampaignDeadLetters {

    private final JdbcClient jdbc;

    PostgresCampaignDeadLetters(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void note(String campaignId, String topic, int partition, long offset) {
        jdbc.sql("""
                        INSERT INTO dead_letters (campaign, topic, partition, record_offset)
                        SELECT number, :topic, :partition, :offset FROM campaigns WHERE id = :campaign
                        ON CONFLICT DO NOTHING
                        """)
                .param("campaign", campaignId)
                .param("topic", topic)
                .param("partition", partition)
                .param("offset", offset)
                .update();
    }
}
