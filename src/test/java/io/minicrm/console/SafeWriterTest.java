package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SafeWriterTest {

    private final StringWriter terminal = new StringWriter();
    private final SafeWriter out = new SafeWriter(terminal);

    @Test
    void namesFromOutsideCannotControlTheTerminal() {
        out.println("campaign \u001b[31mred\u001b[2J\u001b]0;title\u0007\u009b8m\r of \u202eeve");
        out.printf("%s%n", "\u001b[8m");
        out.print('\u001b');
        out.append("\u001bc").append('\u0007');
        out.flush();

        assertThat(terminal.toString())
                .doesNotContain("\u001b", "\u0007", "\u009b", "\r", "\u202e")
                .contains("of");
    }

    @Test
    void stylesOfTheHelpAndOfTablesPass() {
        String help = "\u001b[1mUsage\u001b[21m\u001b[0m \u001b[33m--json\u001b[39m\u001b[0m\n";

        out.print(help);
        out.flush();

        assertThat(terminal.toString()).isEqualTo(help);
    }

    @Test
    void aLineIsRedrawnInPlace() {
        out.redraw("50% \u001b[31m");

        assertThat(terminal.toString()).isEqualTo("\r50% \u00b7[31m\u001b[K");
    }
}
