package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import io.minicrm.campaign.SendId;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.embedded.TestServers;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReceiptsApiIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/api/v1/receipts/simulator";

    private final ApiServer api = ApiServer.shared();

    @Test
    void aReceiptIsPutOnTheTopicUnderItsSendId() {
        String id = campaign();
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        var reply = api.post(PATH, """
                {"campaign_id": "%s", "lead_id": "lead-1", "status": "bounced", "provider_message_id": "m-1",
                 "error": "mailbox full", "at": "%s", "anything": "else"}""".formatted(id, at));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.data().path("accepted").asInt()).isEqualTo(1);
        assertThat(reply.data().path("refused").asInt(-1)).isZero();
        JsonNode receipt = onTopic(id).getFirst();
        assertThat(receipt.path("send_id").asString()).isEqualTo(SendId.of(id, "lead-1"));
        assertThat(receipt.path("status").asString()).isEqualTo("bounced");
        assertThat(receipt.path("provider").asString()).isEqualTo("simulator");
        assertThat(receipt.path("provider_message_id").asString()).isEqualTo("m-1");
        assertThat(receipt.path("error").asString()).isEqualTo("mailbox full");
        assertThat(receipt.path("at").asString()).isEqualTo(at.toString().replace("Z", ".000Z"));
    }

    @Test
    void validReceiptsAreAcceptedAndInvalidOnesReported() {
        String id = campaign();
        String good = "{\"campaign_id\": \"%s\", \"lead_id\": \"a\", \"status\": \"sent\"}".formatted(id);

        var reply = api.post(
                PATH,
                "["
                        + String.join(
                                ",",
                                List.of(
                                        good,
                                        "5",
                                        good.replace("sent", "sending"),
                                        good.replace(id, "campaign-none"),
                                        "{\"lead_id\": \"a\", \"status\": \"sent\"}",
                                        good.replace("}", ", \"send_id\": \"00\"}"),
                                        good.replace("}", ", \"at\": \"today\"}"),
                                        good.replace("\"a\"", "\"b\"")))
                        + "]");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.data().path("accepted").asInt()).isEqualTo(2);
        assertThat(reply.data().path("refused").asInt()).isEqualTo(6);
        assertThat(reply.data()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("index").asInt() + " "
                                + error.path("field").asString()))
                .containsExactly("1 ", "2 status", "3 campaign_id", "4 campaign_id", "5 send_id", "6 at");
        assertThat(onTopic(id)).hasSize(2);
    }

    @Test
    void aTimeBeforeTheCampaignOrInTheFutureIsRefused() {
        String id = campaign();
        String receipt = "{\"campaign_id\": \"%s\", \"lead_id\": \"a\", \"status\": \"sent\", \"at\": \"%s\"}";
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        var reply = api.post(
                PATH,
                Stream.of(
                                now.minus(Duration.ofHours(1)),
                                now.plus(Duration.ofHours(1)),
                                Instant.parse("9999-12-31T23:59:59Z"),
                                now.minusSeconds(60),
                                now.plusSeconds(60))
                        .map(at -> receipt.formatted(id, at))
                        .toList()
                        .toString());

        assertThat(reply.data().path("accepted").asInt()).isEqualTo(2);
        assertThat(reply.data().path("errors").valueStream())
                .extracting(error -> error.path("field").asString())
                .containsExactly("at", "at", "at");
    }

    @Test
    void thousandsOfReceiptsAreOneRequestAndMoreBytesOrItemsAreRefused() {
        String id = campaign();
        List<String> receipts = IntStream.range(0, 2_000)
                .mapToObj(i -> "{\"campaign_id\":\"%s\",\"lead_id\":\"l%d\",\"status\":\"delivered\"}".formatted(id, i))
                .toList();

        var tooMany = api.post(PATH, "[" + "{},".repeat(10_000) + "{}]");
        var tooLong = api.post(PATH, receipts + " ".repeat((int) ReceiptBodies.MAX_BYTES));
        var taken = api.post(PATH, receipts.toString());

        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMany.detail()).contains("10,001").contains("10,000");
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.detail()).contains("262,144");
        assertThat(taken.data().path("accepted").asInt()).isEqualTo(2_000);
        assertThat(onTopic(id)).hasSize(2_000);
    }

    @Test
    void aChannelThatIsNotThereIs404AndMalformedJson400() {
        assertThat(api.post("/api/v1/receipts/pigeon", "[]").status()).isEqualTo(404);
        var malformed = api.post(PATH, "[\n{]");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.detail()).contains("line 2, column");
    }

    @Test
    void aRequestWithoutSignatureIsRefusedBeforeItsBodyIsRead() {
        try (var signed = new ApiServer("whsec_" + Base64.getEncoder().encodeToString(new byte[24]))) {
            RawHttp.Reply reply = RawHttp.send(
                    signed.port(),
                    "POST " + PATH + " HTTP/1.1\nContent-Type: application/json\n",
                    " ".repeat((int) ReceiptBodies.MAX_BYTES + 1));

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.json().path("detail").asString()).contains("webhook-id is missing");
        }
    }

    @Test
    void withASecretOnlySignedReceiptsAreAccepted() throws Exception {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
        String body = "[]";
        long now = Instant.now().getEpochSecond();
        String signature = new Webhook(secret).sign("msg_1", now, body);
        try (var signed = new ApiServer(secret)) {
            assertThat(signed.post(PATH, body).status()).isEqualTo(401);
            assertThat(signed(signed, now, signature, body).status()).isEqualTo(202);
            assertThat(signed(signed, now, signature, "[ ]").status()).isEqualTo(401);
            long longAgo = now - Duration.ofHours(1).toSeconds();
            String old = new Webhook(secret).sign("msg_1", longAgo, body);
            assertThat(signed(signed, longAgo, old, body).status()).isEqualTo(401);
        }
    }

    @Test
    void aChannelWithoutASecretIsRefusedWhereOthersHaveOne() {
        var signature = new ReceiptSignature(ReceiptSecrets.of(Map.of()));

        assertThatThrownBy(() -> signature.check("webhook", new byte[0], new HttpHeaders()))
                .isInstanceOf(UnsignedReceiptException.class)
                .hasMessageContaining("RECEIPTS_SECRET");
    }

    @Test
    void whileASecretIsReplacedBothAreAccepted() throws Exception {
        String present = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
        String former = "whsec_" + "B".repeat(32);
        var signature = new ReceiptSignature(new ReceiptSecrets(Map.of("webhook", List.of(present, former)), true));

        signature.check("webhook", BODY, signedWith(present));
        signature.check("webhook", BODY, signedWith(former));
        assertThatThrownBy(() -> signature.check("webhook", BODY, signedWith("whsec_" + "C".repeat(32))))
                .isInstanceOf(UnsignedReceiptException.class);
    }

    private static final byte[] BODY = "[]".getBytes(StandardCharsets.UTF_8);

    private static HttpHeaders signedWith(String secret) throws Exception {
        long now = Instant.now().getEpochSecond();
        var headers = new HttpHeaders();
        headers.set("webhook-id", "msg_1");
        headers.set("webhook-timestamp", String.valueOf(now));
        headers.set("webhook-signature", new Webhook(secret).sign("msg_1", now, "[]"));
        return headers;
    }

    private static ApiServer.Reply signed(ApiServer server, long at, String signature, String body) {
        return server.exchange(server.json(PATH)
                .header("webhook-id", "msg_1")
                .header("webhook-timestamp", String.valueOf(at))
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String campaign() {
        String segment = api.segmentOf(1, "receipts");
        return api.post("/api/v1/campaigns", """
                {"name": "Receipts", "segment_id": "%s", "message_template": "Hi"}""".formatted(segment))
                .data()
                .path("campaign_id")
                .asString();
    }

    /**
     * The campaign's receipts, read by a plain client. The topic is complete when the API has answered, because it waits for the
     * broker.
     */
    private static List<JsonNode> onTopic(String campaignId) {
        Map<String, Object> settings = Map.of("bootstrap.servers", TestServers.kafka());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(PipelineTopics.RECEIPTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var found = new ArrayList<JsonNode>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    JsonNode receipt = JSON.readTree(message.value());
                    if (receipt.path("campaign_id").asString().equals(campaignId)) {
                        assertThat(message.key())
                                .isEqualTo(receipt.path("send_id").asString());
                        found.add(receipt);
                    }
                }
            }
            return found;
        }
    }
}
