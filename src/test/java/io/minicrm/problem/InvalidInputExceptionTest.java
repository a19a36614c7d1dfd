package io.minicrm.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidInputExceptionTest {

    private static final FieldProblem NAME = new FieldProblem("name", "is empty; give a name");
    private static final FieldProblem WHOLE = new FieldProblem("", "is not an object");

    @Test
    void theMessageNamesEveryField() {
        var invalid = new InvalidThingException(List.of(NAME, WHOLE));

        assertThat(invalid).hasMessage("name is empty; give a name; is not an object");
        assertThat(invalid.problems()).containsExactly(NAME, WHOLE);
        assertThat(invalid.problem()).isEqualTo(NAME);
    }

    @Test
    void aProblemOfAPartIsAProblemOfTheWhole() {
        assertThat(NAME.in("lead").in("leads[3]").field()).isEqualTo("leads[3].lead.name");
        assertThat(WHOLE.in("rules").field()).isEqualTo("rules");
    }

    @Test
    void invalidInputHasAtLeastOneProblem() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InvalidThingException(List.of()));
    }

    private static final class InvalidThingException extends InvalidInputException {

        private static final long serialVersionUID = 1L;

        InvalidThingException(List<FieldProblem> problems) {
            super(problems);
        }
    }
}
