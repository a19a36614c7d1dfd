package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MessageVariablesTest {

    private static final MessageVariables VARIABLES = MessageVariables.of(List.of(
            MessageTemplate.parse("Hi {{ name }} of {{ city | default: 'your city' }}, {{ age | default: 1 }}"),
            MessageTemplate.parse("{{ city }} calls")));

    @Test
    void joinsTheVariablesOfAllTemplates() {
        assertThat(VARIABLES.all()).containsExactly("age", "city", "name");
        assertThat(VARIABLES.required()).containsExactly("city", "name");
    }

    @Test
    void tellsWhatIsMissingFromWhatLeavesAGap() {
        assertThat(VARIABLES.missing(Map.of("name", "Ada"))).containsExactly("age", "city");
        assertThat(VARIABLES.lacking(Map.of("name", "Ada"))).containsExactly("city");
        assertThat(VARIABLES.lacking(Map.of("name", "Ada", "city", "Pune"))).isEmpty();
    }
}
