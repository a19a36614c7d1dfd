package io.minicrm.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        String text =
                new Table("NAME", "#COUNT").row("a", 1_234).row("longer", 5).render(80, false);

        assertThat(text.lines()).containsExactly("NAME    COUNT", "a       1,234", "longer      5");
    }

    @Test
    void theWidestTextIsCutToTheTerminalAndWhatNamesSomethingIsNot() {
        String text = new Table("!ID", "KEY", "VALUE")
                .row("campaign-123", "short", "x".repeat(100))
                .render(40, false);

        assertThat(text.lines()).allMatch(line -> line.length() <= 40).anyMatch(line -> line.endsWith("x…"));
        assertThat(text).contains("campaign-123", "short");
    }

    @Test
    void onlyTheHeadsAreColoured() {
        assertThat(new Table("A").row("b").render(80, true)).isEqualTo("\u001b[1mA\u001b[0m\nb\n");
    }

    @Test
    void nothingIsShownAsADash() {
        assertThat(new Table("A", "#B").row((Object) null, null).render(80, false))
                .contains("–");
    }
}
