package io.minicrm.postgres;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.segment.RuleJson;
import io.minicrm.template.MessageHeader;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A campaign as a row. */
final class CampaignRow {

    static final String COLUMNS =
            "id, name, segment_id, rule, template, subject, channel, chunk_size, created_by, created_at,"
                    + " scheduled_at, max_rate, idempotency_key, request_hash, status, audience, chunks, planned_at, started_at,"
                    + " finished_at";

    private CampaignRow() {}

    static Campaign read(ResultSet row, int number) throws SQLException {
        return new Campaign(
                row.getString("id"),
                new Content(
                        row.getString("name"),
                        row.getString("segment_id"),
                        RuleJson.read(row.getString("rule")),
                        row.getString("template"),
                        MessageHeader.SUBJECT.with(row.getString("subject")),
                        row.getString("channel")),
                new Pace(row.getInt("chunk_size"), row.getObject("max_rate", Integer.class)),
                new Schedule(Timestamps.readNullable(row, "scheduled_at")),
                new Origin(
                        row.getString("created_by"),
                        Timestamps.read(row, "created_at"),
                        row.getString("idempotency_key"),
                        row.getString("request_hash")),
                new Progress(
                        CampaignStatus.of(row.getString("status")),
                        row.getLong("audience"),
                        row.getInt("chunks"),
                        Timestamps.readNullable(row, "planned_at"),
                        Timestamps.readNullable(row, "started_at"),
                        Timestamps.readNullable(row, "finished_at")));
    }
}
