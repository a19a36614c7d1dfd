package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.text.StoredText;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Property
    void aCursorLeadsBackToTheIdThatItWasMadeOf(@ForAll @NotEmpty String id) {
        Assume.that(StoredText.isWellFormed(id));
        assertThat(Cursor.read(Cursor.after(id))).isEqualTo(id);
    }

    @Property
    void whateverIsGivenIsACursorOfOursOrAWrongRequest(@ForAll String text) {
        try {
            assertThat(Cursor.after(Cursor.read(text))).isEqualTo(text);
        } catch (InvalidRequestException refused) {
            assertThat(refused.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("cursor"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "AA", "_w", "YQ==", "YR"})
    void aTextThatNoListGaveIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.read(text)).isInstanceOf(InvalidRequestException.class);
    }
}
