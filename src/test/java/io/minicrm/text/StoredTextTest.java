package io.minicrm.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\uD83Cb", "a\uDF89b", "\uD83C", "\uDF89\uD83C"})
    void nulAndUnpairedSurrogatesAreReplaced(String text) {
        assertThat(StoredText.isWellFormed(text)).isFalse();
        assertThat(StoredText.cleaned(text, 10)).matches("[ab?]+").hasSameSizeAs(text);
    }

    @Test
    void aTextThatEveryStoreCanKeepStays() {
        assertThat(StoredText.isWellFormed("a\uD83C\uDF89b")).isTrue();
        assertThat(StoredText.cleaned("a\uD83C\uDF89b", 10)).isEqualTo("a\uD83C\uDF89b");
    }

    @Test
    void aTextThatIsTooLongIsCutBetweenCharacters() {
        assertThat(StoredText.cleaned("a\uD83C\uDF89b", 2)).isEqualTo("a");
    }
}
