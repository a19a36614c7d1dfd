package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class BodyBudgetTest {

    private final BodyBudget budget = new BodyBudget(100);
    private ServletRequestAttributes request;

    @BeforeEach
    void beginRequest() {
        request = new ServletRequestAttributes(new MockHttpServletRequest());
        RequestContextHolder.setRequestAttributes(request);
    }

    @AfterEach
    void endRequest() {
        request.requestCompleted();
        RequestContextHolder.resetRequestAttributes();
    }

    private static InputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    @Test
    void bytesCountFromTheirReadingToTheEndOfTheRequest() throws IOException {
        InputStream body = budget.limited(bytes(60), -1, 80);
        assertThat(budget.inUse()).isZero();

        assertThat(body.readAllBytes()).hasSize(60);
        assertThat(budget.inUse()).isEqualTo(60);

        request.requestCompleted();
        assertThat(budget.inUse()).isZero();
    }

    @Test
    void aBodyThatExceedsTheBudgetOfAllIsPostponed() throws IOException {
        budget.limited(bytes(60), -1, 80).readAllBytes();

        assertThatThrownBy(() -> budget.limited(bytes(60), -1, 80).readAllBytes())
                .isInstanceOf(ServerBusyException.class);

        request.requestCompleted();
        beginRequest();
        assertThat(budget.limited(bytes(60), -1, 80).readAllBytes()).hasSize(60);
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItIsHeld() {
        assertThatThrownBy(() -> budget.limited(bytes(81), 81, 80)).isInstanceOf(BodyTooLargeException.class);
        assertThatThrownBy(() -> budget.limited(bytes(81), -1, 80).readAllBytes())
                .isInstanceOf(BodyTooLargeException.class);
    }

    @Test
    void theConnectionsFitTheHeap() {
        assertThat(HttpConfiguration.maxConnections(64L << 20)).isEqualTo(200);
        assertThat(HttpConfiguration.maxConnections(512L << 20)).isEqualTo(1_024);
        assertThat(HttpConfiguration.maxConnections(64L << 30)).isEqualTo(8_192);
    }
}
