package io.minicrm.postgres;

import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignDrafts;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Drafts of campaigns in the table {@code campaign_drafts}. */
final class PostgresCampaignDrafts implements CampaignDrafts {

    private static final String ADD = """
            INSERT INTO campaign_drafts (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING
            """.formatted(Rows.DRAFTS.columns(), Rows.DRAFTS.given());

    private static final String LIST = """
            SELECT * FROM campaign_drafts %s ORDER BY id DESC LIMIT :limit
            """;

    private static final String AFTER = "WHERE id < :after";

    private final JdbcClient jdbc;

    PostgresCampaignDrafts(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void create(CampaignDraft draft) {
        jdbc.sql(ADD).params(Rows.DRAFTS.arrays(List.of(draft))).update();
    }

    @Override
    public Optional<CampaignDraft> find(String id) {
        return jdbc.sql("SELECT * FROM campaign_drafts WHERE id = ?")
                .param(id)
                .query(Rows.DRAFTS)
                .optional();
    }

    @Override
    public List<CampaignDraft> list(@Nullable String afterId, int limit) {
        JdbcClient.StatementSpec query =
                jdbc.sql(LIST.formatted(afterId == null ? "" : AFTER)).param("limit", limit);
        if (afterId != null) {
            query = query.param("after", afterId);
        }
        return query.query(Rows.DRAFTS).list();
    }

    @Override
    public boolean replace(CampaignDraft changed, int revision) {
        return jdbc.sql("""
                        UPDATE campaign_drafts
                        SET content = :content, updated_at = :updatedAt, revision = :changed, sender = :sender
                        WHERE id = :id AND revision = :revision
                        """)
                        .param("content", changed.content())
                        .param("updatedAt", Timestamps.of(changed.updatedAt()))
                        .param("changed", changed.revision())
                        .param("sender", changed.sender())
                        .param("id", changed.id())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    @Override
    public boolean delete(String id, int revision) {
        return jdbc.sql("DELETE FROM campaign_drafts WHERE id = ? AND revision = ?")
                        .params(id, revision)
                        .update()
                == 1;
    }
}
