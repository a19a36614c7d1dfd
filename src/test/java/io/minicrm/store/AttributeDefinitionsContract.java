package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.AttributeType;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of the types of attributes has to keep. */
public abstract class AttributeDefinitionsContract {

    private static final AttributeDefinition DECLARED =
            new AttributeDefinition("größe 1", AttributeType.NUMBER, true, "Size", "1.234,5", List.of("N/A", "-"));

    /** The definitions under test. */
    protected abstract AttributeDefinitions definitions();

    @BeforeEach
    void removeAll() {
        definitions().all().forEach(definition -> definitions().remove(definition.name()));
    }

    @Test
    void aDeclarationIsStoredReplacedAndRemoved() {
        definitions().declare(new AttributeDefinition("größe 1", AttributeType.DATE, true, null, null, List.of()));
        definitions().declare(DECLARED);

        assertThat(definitions().all()).containsExactly(DECLARED);
        assertThat(definitions().remove("größe 1")).isTrue();
        assertThat(definitions().remove("größe 1")).isFalse();
        assertThat(definitions().all()).isEmpty();
    }

    @Test
    void theFirstTypeIsHeld() {
        AttributeDefinition zip = AttributeDefinition.inferred("zip", AttributeType.TEXT);
        AttributeDefinition age = AttributeDefinition.inferred("age", AttributeType.NUMBER);
        definitions().declare(DECLARED);

        assertThat(definitions().hold(List.of(zip))).containsExactly(zip);
        assertThat(definitions()
                        .hold(List.of(
                                AttributeDefinition.inferred("zip", AttributeType.NUMBER),
                                age,
                                AttributeDefinition.inferred("größe 1", AttributeType.TEXT))))
                .containsExactlyInAnyOrder(zip, age, DECLARED);
        assertThat(definitions().all()).containsExactly(age, DECLARED, zip);
    }
}
