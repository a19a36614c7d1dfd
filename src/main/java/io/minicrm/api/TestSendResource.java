package io.minicrm.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.minicrm.access.Scope;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.launch.TestSend;
import io.minicrm.template.MessageHeader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sends a message to one address, for its author to look at. */
@RestController
@RequestMapping("/api/v1/campaigns/test-send")
@Tag(name = "Campaigns")
final class TestSendResource {

    private final TestSend testSend;

    TestSendResource(TestSend testSend) {
        this.testSend = testSend;
    }

    @PostMapping
    @Operation(
            summary = "Send a message to one address, as a test",
            description = "Through the real channel, at once and once, whatever the rate limits. It belongs to no"
                    + " campaign and is part of no numbers. The templates get the values of the lead lead_id, which"
                    + " needs the scope pii:read too, or none.")
    Answer<TestSent> send(
            @RequestBody TestSendRequest request,
            @RequestAttribute(name = IdempotencyFilter.SEED, required = false) @Nullable String seed)
            throws InterruptedException {
        if (request.leadId() != null) {
            // The values of the lead go to an address that the caller chooses.
            Caller.require(Scope.PII_READ);
        }
        TestSend.Sent sent =
                testSend.send(request.order(), seed == null ? UUID.randomUUID().toString() : seed);
        return Answer.of(TestSent.of(sent));
    }

    /** The body of the request. */
    record TestSendRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Hi {{name}}, you're a valued customer!")
            @Nullable
            String messageTemplate,

            @Nullable String subject,
            @Nullable String preheader,
            @Nullable String channel,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "ada@example.com") @Nullable
            String to,

            @Nullable String leadId) {

        private @Nullable String line(MessageHeader header) {
            return switch (header) {
                case SUBJECT -> subject;
                case PREHEADER -> preheader;
            };
        }

        TestSend.Order order() {
            return new TestSend.Order(messageTemplate, MessageHeader.given(this::line), channel, to, leadId);
        }
    }

    /** What the provider made of the message. */
    enum TestResult {
        ACCEPTED,
        REJECTED,
        /** Not now. */
        DEFERRED,
        /** It may have been sent. */
        UNKNOWN;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A message that was sent as a test.
     *
     * @param detail what the provider said; null if it accepted the message
     */
    record TestSent(
            TestResult result,
            @Nullable String detail,
            @Nullable String providerMessageId,
            String message,
            @Nullable String subject,
            @Nullable String preheader) {

        static TestSent of(TestSend.Sent sent) {
            return switch (sent.result()) {
                case SendResult.Accepted(String id) -> of(TestResult.ACCEPTED, null, id, sent);
                case SendResult.Rejected(String reason) -> of(TestResult.REJECTED, reason, null, sent);
                case SendResult.Transient later -> of(TestResult.DEFERRED, later.reason(), null, sent);
                case SendResult.Unable(String reason) -> of(TestResult.DEFERRED, reason, null, sent);
                case SendResult.Uncertain(String reason) -> of(TestResult.UNKNOWN, reason, null, sent);
            };
        }

        private static TestSent of(
                TestResult result, @Nullable String detail, @Nullable String providerMessageId, TestSend.Sent sent) {
            return new TestSent(
                    result,
                    detail,
                    providerMessageId,
                    sent.message().body(),
                    sent.message().headers().get(MessageHeader.SUBJECT),
                    sent.message().headers().get(MessageHeader.PREHEADER));
        }
    }
}
