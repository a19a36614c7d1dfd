package io.minicrm.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ExcerptTest {

    private static final String PARTY = "\uD83C\uDF89";

    @Example
    void theStartOfATextEndsBeforeAPairThatDoesNotFit() {
        assertThat(Excerpt.start("ab" + PARTY + "c", 2)).isEqualTo("ab");
        assertThat(Excerpt.start("ab" + PARTY + "c", 3)).isEqualTo("ab");
        assertThat(Excerpt.start("ab" + PARTY + "c", 4)).isEqualTo("ab" + PARTY);
        assertThat(Excerpt.start("ab", 0)).isEmpty();
    }

    @Example
    void aQuoteShowsThatSomethingWasCutOff() {
        assertThat(Excerpt.quote("four", 4)).isEqualTo("four");
        assertThat(Excerpt.quote("fours", 4)).isEqualTo("four…");
        assertThat(Excerpt.quote(PARTY, 1)).isEqualTo("…");
    }

    @Example
    void aWidthCountsCodePointsAndIncludesTheEllipsis() {
        assertThat(Excerpt.fit(PARTY.repeat(3), 3)).isEqualTo(PARTY.repeat(3));
        assertThat(Excerpt.fit(PARTY.repeat(4), 3)).isEqualTo(PARTY.repeat(2) + "…");
        assertThat(Excerpt.fit("text", 0)).isEmpty();
    }

    @Property
    void noPairIsSeparatedAndNoMoreThanNecessaryIsCutOff(
            @ForAll("texts") String text, @ForAll @IntRange(max = 25) int limit) {
        String start = Excerpt.start(text, limit);

        assertThat(text).startsWith(start);
        assertThat(StoredText.isWellFormed(start)).isTrue();
        assertThat(start.length()).isBetween(Math.min(text.length(), limit) - 1, limit);
        assertThat(StoredText.isWellFormed(Excerpt.quote(text, limit))).isTrue();
        assertThat(Excerpt.quote(text, limit).length()).isLessThanOrEqualTo(limit + 1);
        assertThat(StoredText.isWellFormed(Excerpt.fit(text, limit))).isTrue();
        assertThat(Excerpt.fit(text, limit).codePoints().count())
                .isEqualTo(Math.min(limit, text.codePoints().count()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "é", "日", PARTY, "\uD842\uDFB7")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }
}
