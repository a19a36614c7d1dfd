package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.channel.ConfiguredChannels;
import io.minicrm.channel.StartedChannels;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.lead.InMemoryLeads;
import io.minicrm.settings.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TestSendTest {

    private static final Duration LIMIT = Duration.ofMillis(50);

    /** The backlog of the socket accepts the connection; nobody reads the request. */
    @Test
    @Timeout(60)
    void aProviderThatNeverAnswersHoldsNobodyUpForLongerThanTheLimit() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StartedChannels channels = webhook(silent.getLocalPort())) {
            TestSend testSend = new TestSend(new InMemoryLeads(), channels.byName(), "webhook", LIMIT);

            TestSend.Sent sent = testSend.send(new TestSend.Order("Hi", Map.of(), null, "ada@example.com", null), "1");

            assertThat(sent.result()).isEqualTo(new SendResult.Uncertain("the channel did not answer within PT0.05S"));
        }
    }

    @Test
    void aProviderThatIsNotThereIsToldWithItsReason() throws Exception {
        int port = unusedPort();
        try (StartedChannels channels = webhook(port)) {
            TestSend testSend = new TestSend(new InMemoryLeads(), channels.byName(), "webhook", Duration.ofMinutes(1));

            TestSend.Sent sent = testSend.send(new TestSend.Order("Hi", Map.of(), null, "ada@example.com", null), "1");

            assertThat(sent.result()).isInstanceOf(SendResult.Transient.class);
            assertThat(sent.result().toString()).contains("cannot reach localhost:" + port);
        }
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static StartedChannels webhook(int port) {
        return ConfiguredChannels.from(new Environment(Map.of("WEBHOOK_URL", "http://localhost:" + port)))
                .start(batch -> {}, Clock.systemUTC());
    }
}
