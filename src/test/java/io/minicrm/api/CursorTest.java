package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.text.StoredText;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Property
    void aCursorLeadsBackToTheIdThatItWasMadeOf(@ForAll @NotEmpty @StringLength(max = 150) String id) {
        Assume.that(StoredText.isWellFormed(id));
        assertThat(Cursor.read(Cursor.after(id))).isEqualTo(id);
    }

    @Property
    void whateverIsGivenIsAPositionThatStoresCanKeepOrAWrongRequest(@ForAll String text) {
        try {
            assertThat(StoredText.isWellFormed(Cursor.read(text))).isTrue();
        } catch (InvalidRequestException refused) {
            assertThat(refused.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("cursor"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "A", "YQ==", "a b"})
    void aTextOutsideOfThePatternOfCursorsIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.read(text)).isInstanceOf(InvalidRequestException.class);
    }
}
