package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.Channel.SendResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookAnswerTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    /** One row per class of statuses; the last two columns differ only if the receiver's keys matter. */
    @ParameterizedTest
    @CsvSource({
        "199, Rejected, Rejected",
        "200, Accepted, Accepted",
        "299, Accepted, Accepted",
        "300, Rejected, Rejected",
        "301, Rejected, Rejected",
        "400, Rejected, Rejected",
        "407, Rejected, Rejected",
        "408, Transient, Transient",
        "409, Uncertain, Rejected",
        "410, Rejected, Rejected",
        "425, Transient, Transient",
        "429, Transient, Transient",
        "499, Rejected, Rejected",
        "500, Uncertain, Uncertain",
        "501, Rejected, Rejected",
        "502, Uncertain, Uncertain",
        "503, Transient, Transient",
        "504, Uncertain, Uncertain",
        "505, Rejected, Rejected",
        "599, Uncertain, Uncertain"
    })
    void theStatusDecidesWhetherTheMessageCanHaveBeenProcessed(int status, String withKeys, String withoutKeys) {
        assertThat(answer(status, "", null, true).getClass().getSimpleName()).isEqualTo(withKeys);
        assertThat(answer(status, "", null, false).getClass().getSimpleName()).isEqualTo(withoutKeys);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"id": "msg_42"}    | msg_42
            {"id": 42}          | 42
            {"id": 4.2}         |
            {"id": ""}          |
            {"id": {"a": 1}}    |
            {"message": "ok"}   |
            ["msg_42"]          |
            msg_42              |
            """)
    void theIdIsTextOrAWholeNumberInTheFieldId(String body, @Nullable String id) {
        assertThat(answer(200, body, null, true)).isEqualTo(new SendResult.Accepted(id));
    }

    @Test
    void anIdThatNoStoreKeepsIsIgnored() {
        assertThat(answer(200, "{\"id\": \"%s\"}".formatted("x".repeat(200)), null, true))
                .isEqualTo(new SendResult.Accepted("x".repeat(200)));
        assertThat(answer(200, "{\"id\": \"%s\"}".formatted("x".repeat(201)), null, true))
                .isEqualTo(new SendResult.Accepted(null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"title": "Bad", "detail": "no such mailbox"} | HTTP 400: no such mailbox
            {"message": "  ", "error": "blocked"}         | HTTP 400: blocked
            {"error": {"code": 3}}                        | HTTP 400: {"error": {"code": 3}}
            no   such mailbox                             | HTTP 400: no such mailbox
            ''                                            | HTTP 400
            """)
    void theReasonIsTheFirstExplanationOrTheBody(String body, String reason) {
        assertThat(answer(400, body, null, true)).isEqualTo(new SendResult.Rejected(reason));
    }

    @Test
    void onlyATemporaryRefusalHeedsRetryAfter() {
        assertThat(answer(503, "", "7", false)).isEqualTo(new SendResult.Transient("HTTP 503", Duration.ofSeconds(7)));
        assertThat(answer(503, "", "soon", false)).isEqualTo(new SendResult.Transient("HTTP 503", null));
        assertThat(answer(500, "", "7", true)).isEqualTo(new SendResult.Uncertain("HTTP 500"));
    }

    private static SendResult answer(int status, String body, @Nullable String retryAfter, boolean idempotent) {
        return WebhookAnswer.of(status, body, retryAfter, idempotent, NOW);
    }
}
