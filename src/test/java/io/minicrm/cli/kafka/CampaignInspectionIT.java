package io.minicrm.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.SendId;
import io.minicrm.cli.CommandRun;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.delivery.SendJob;
import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.inspector.TopicAdmin;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.TopicSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns on the topics of a separate broker, because the topics have the names that the workers use. */
class CampaignInspectionIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static EmbeddedKafka broker;
    private static KafkaSettings settings;
    private static Publisher publisher;

    @BeforeAll
    static void start(@TempDir Path folder) {
        broker = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL);
        settings = new KafkaSettings(broker.bootstrapServers(), "inspection-test", Map.of());
        TopicSetup.ensure(settings, PipelineTopics.partitions());
        publisher = Publisher.open(settings);
    }

    @AfterAll
    static void stop() {
        publisher.close();
        broker.close();
    }

    private static CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        // No server listens on the discard port.
        all.addAll(List.of("--url", "http://127.0.0.1:9"));
        return CommandRun.kafka(broker.bootstrapServers(), all.toArray(String[]::new));
    }

    private static ChunkJob chunk(String campaign, int index, List<String> leads) {
        return new ChunkJob(
                "job-%s-%d-1757656477507-kz2rrf".formatted(campaign, index), campaign, leads, NOW, index, 1, 1);
    }

    private static SendJob sendJob(ChunkJob chunk, String lead) {
        return new SendJob(
                MessageKey.of(chunk.campaignId(), lead),
                new SendJob.ChunkRound(chunk.jobId(), chunk.chunkIndex(), 1, 1),
                "simulator",
                lead + "@example.com",
                Map.of(),
                NOW,
                null);
    }

    private static Receipt receipt(String campaign, String lead, DeliveryStatus status) {
        return new Receipt(
                MessageKey.of(campaign, lead),
                status,
                "simulator",
                "m-" + lead,
                status == DeliveryStatus.FAILED ? "mailbox unavailable" : null,
                NOW,
                new SendAttempt(1, 1, null, null));
    }

    private static List<String> leads(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "lead-" + i).toList();
    }

    /**
     * A campaign of two chunks of five leads, with all records except the send jobs of some leads and the receipts of
     * others.
     */
    private static void write(String campaign, Set<String> withoutSendJob, Set<String> withoutReceipt) {
        List<ChunkJob> chunks = List.of(chunk(campaign, 0, leads(0, 5)), chunk(campaign, 1, leads(5, 10)));
        publisher.sendAll(PipelineTopics.JOBS, chunks);
        List<SendJob> jobs = chunks.stream()
                .flatMap(chunk -> chunk.leadIds().stream().map(lead -> sendJob(chunk, lead)))
                .filter(job -> !withoutSendJob.contains(job.leadId()))
                .toList();
        publisher.sendAll(PipelineTopics.SEND_JOBS, jobs);
        publisher.sendAll(
                PipelineTopics.RECEIPTS,
                jobs.stream()
                        .filter(job -> !withoutReceipt.contains(job.leadId()))
                        .map(job -> receipt(
                                campaign,
                                job.leadId(),
                                job.leadId().equals("lead-9") ? DeliveryStatus.FAILED : DeliveryStatus.SENT))
                        .toList());
    }

    /** Commits offsets as if the workers had read everything. */
    private static void commitAll() {
        try (TopicAdmin admin = new TopicAdmin(settings);
                TopicInspector inspector = new TopicInspector(settings)) {
            Map.of(
                            PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS.name(),
                            PipelineGroup.SENDERS.id(), PipelineTopics.SEND_JOBS.name(),
                            PipelineGroup.RECEIPTS.id(), PipelineTopics.RECEIPTS.name())
                    .forEach((group, topic) -> admin.reset(inspector.ends(topic).entrySet().stream()
                            .map(end -> new TopicAdmin.Reset(group, topic, end.getKey(), null, end.getValue()))
                            .toList()));
        }
    }

    @Test
    void aCampaignThatAddsUpIsSaidToAddUp() {
        write("campaign-whole", Set.of(), Set.of());
        commitAll();

        CommandRun run = run("analyze", "campaign-whole");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("The numbers add up.", "failed: mailbox unavailable")
                .containsPattern("send jobs +10 +10");
        assertThat(run.err()).contains("Only the topics are compared");
    }

    @Test
    void aSendJobThatIsMissingInTheMiddleIsFoundWithItsLead() {
        write("campaign-gap", Set.of("lead-3"), Set.of());
        commitAll();

        CommandRun run = run("analyze", "campaign-gap");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("1 leads of expanded chunks have no send job: lead-3", "The numbers do not add up.");
    }

    @Test
    void aSendJobThatIsStillExpectedIsNotAGap() {
        publisher.sendAll(PipelineTopics.JOBS, List.of(chunk("campaign-waiting", 0, leads(0, 5))));

        CommandRun run = run("analyze", "campaign-waiting", "--json");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("\"waiting_for_send_job\":5", "\"consistent\":true");
    }

    @Test
    void aReceiptThatIsMissingAndAChunkThatIsMissingAreFound() {
        write("campaign-silent", Set.of(), Set.of("lead-6"));
        publisher.sendAll(
                PipelineTopics.JOBS,
                List.of(chunk("campaign-holes", 0, leads(0, 5)), chunk("campaign-holes", 2, leads(5, 9))));
        commitAll();

        assertThat(run("analyze", "campaign-silent").out()).contains("processed, but no receipt: lead-6");
        assertThat(run("analyze", "campaign-silent").exitCode()).isEqualTo(4);
        assertThat(run("analyze", "campaign-holes").out()).contains("chunks [1] are missing between others");
    }

    @Test
    void aChunkThatWasPublishedTwiceIsHarmlessUnlessItChanged() {
        write("campaign-twice", Set.of(), Set.of());
        publisher.sendAll(PipelineTopics.JOBS, List.of(chunk("campaign-twice", 0, leads(0, 5))));
        write("campaign-changed", Set.of(), Set.of());
        publisher.sendAll(PipelineTopics.JOBS, List.of(chunk("campaign-changed", 0, leads(0, 4))));
        commitAll();

        assertThat(run("analyze", "campaign-twice").exitCode()).isZero();
        assertThat(run("analyze", "campaign-changed").out()).contains("chunks [0] came twice with different leads");
    }

    /** Attempt and round travel in headers. */
    @Test
    void aLaterRoundOfAChunkIsNotAChangeAndIsTracedWithItsAttempt() {
        write("campaign-retried", Set.of(), Set.of());
        ChunkJob first = chunk("campaign-retried", 0, leads(0, 5));
        publisher.sendAll(
                PipelineTopics.JOBS,
                List.of(new ChunkJob(first.jobId(), first.campaignId(), leads(3, 4), NOW, 0, 2, 2)));
        commitAll();

        assertThat(run("analyze", "campaign-retried").exitCode()).isZero();
        assertThat(run("trace", "campaign-retried", "lead-3").out()).contains("chunk 0 of 1 leads, attempt 2");
    }

    @Test
    void theDeliveryLogOfAServerIsHeldAgainstTheTopics() throws IOException {
        write("campaign-logged", Set.of(), Set.of());
        commitAll();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(
                server,
                "/api/v1/campaigns/campaign-logged",
                "{\"success\":true,\"data\":{\"name\":\"High spenders\",\"status\":\"completed\",\"queued_chunks\":2,"
                        + "\"stats\":{\"audience\":10,\"sent\":8,\"failed\":1,\"skipped\":0,\"unknown\":0}}}");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            rows.append(i == 0 ? "" : ",").append("{\"lead_id\":\"lead-%d\",\"status\":\"delivered\"}".formatted(i));
        }
        answer(
                server,
                "/api/v1/campaigns/campaign-logged/deliveries",
                "{\"success\":true,\"data\":[%s],\"next_cursor\":null}".formatted(rows));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();

        CommandRun analyze = CommandRun.kafka(broker.bootstrapServers(), "analyze", "campaign-logged", "--url", url);
        CommandRun campaigns = CommandRun.kafka(broker.bootstrapServers(), "campaigns", "100", "--url", url, "--json");
        server.stop(0);

        assertThat(analyze.exitCode()).isEqualTo(4);
        assertThat(analyze.out())
                .contains("1 leads have a receipt that was applied, but no row in the delivery log: lead-9")
                .contains("of an audience of 10 only 9 are settled");
        assertThat(analyze.err()).isEmpty();
        assertThat(campaigns.out()).contains("\"name\":\"High spenders\"", "\"settled\":9");
    }

    private static void answer(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean found = exchange.getRequestURI().getPath().equals(path);
            exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void anUnknownCampaignIsExitCode3() {
        assertThat(run("analyze", "campaign-none").exitCode()).isEqualTo(3);
        assertThat(run("trace", "campaign-none", "lead-1").exitCode()).isEqualTo(3);
    }

    @Test
    void campaignsAreShownWithTheirChunksAndHowFarTheExpanderIs() {
        write("campaign-shown", Set.of(), Set.of());
        commitAll();
        publisher.sendAll(PipelineTopics.JOBS, List.of(chunk("campaign-shown", 2, leads(10, 12))));

        CommandRun run = run("campaigns", "100");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("campaign-shown +– +– +3 +12 +2–5 +2/3");
        assertThat(run("campaigns", "100", "--json").out()).contains("\"campaign_id\":\"campaign-shown\"");
    }

    @Test
    void aLeadIsFollowedThroughEveryTopic() {
        write("campaign-traced", Set.of(), Set.of());

        CommandRun run = run("trace", "campaign-traced", "lead-9");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("send_id " + SendId.of("campaign-traced", "lead-9"))
                .containsSubsequence(
                        "campaign.jobs",
                        "chunk 1 of 5 leads",
                        "campaign.send_jobs",
                        "lead-9@example.com",
                        "campaign.delivery_receipts",
                        "failed, attempt 1 by simulator",
                        "mailbox unavailable");
    }
}
