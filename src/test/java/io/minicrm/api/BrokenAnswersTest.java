package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BrokenAnswersTest {

    private final BrokenAnswers answers = new BrokenAnswers();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void aFailureAfterTheBeginningBreaksTheAnswerOff() {
        var request = new MockHttpServletRequest();
        BrokenAnswers.streamed(request);
        response.setCommitted(true);
        var failure = new IllegalArgumentException("the store is away");

        assertThatThrownBy(() -> answers.resolveException(request, response, null, failure))
                .hasCause(failure);
    }

    @Test
    void otherFailuresBecomeProblems() {
        var request = new MockHttpServletRequest();
        response.setCommitted(true);
        assertThat(answers.resolveException(request, response, null, new IllegalArgumentException("no")))
                .isNull();
        BrokenAnswers.streamed(request);
        assertThat(answers.resolveException(request, response, null, new IOException("the client left")))
                .isNull();
    }
}
