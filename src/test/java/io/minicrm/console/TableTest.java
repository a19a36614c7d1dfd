package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void numbersAreAlignedToTheRightAndTextToTheLeft() {
        String text = new Table()
                .text("NAME")
                .number("COUNT")
                .row("a", 1_234)
                .row("longer", 5)
                .render(80, "");

        assertThat(text.lines()).containsExactly("NAME    COUNT", "a       1,234", "longer      5");
    }

    @Test
    void theWidestTextColumnIsCutToFitTheTerminalButAWholeColumnIsNot() {
        String text = new Table()
                .whole("ID")
                .text("KEY")
                .text("VALUE")
                .row("campaign-123", "short", "x".repeat(100))
                .render(40, "");

        assertThat(text.lines()).allMatch(line -> line.length() <= 40).anyMatch(line -> line.endsWith("x…"));
        assertThat(text).contains("campaign-123", "short");
    }

    @Test
    void onlyTheHeadsAreEmphasised() {
        assertThat(new Table().text("A").row("b").render(80, "\u001b[1m")).isEqualTo("\u001b[1mA\u001b[0m\nb\n");
    }

    @Test
    void nullIsShownAsADash() {
        assertThat(new Table().text("A").number("B").row((Object) null, null).render(80, ""))
                .contains("–");
    }
}
