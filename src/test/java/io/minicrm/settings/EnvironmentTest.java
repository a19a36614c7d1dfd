package io.minicrm.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankVariableCountsAsUnset(String blank) {
        Environment environment = environment(blank);

        assertThat(environment.text("X")).isNull();
        assertThat(environment.text("X", "default")).isEqualTo("default");
        assertThat(environment.integer("X", 7, 0, 9)).isEqualTo(7);
        assertThat(environment.share("X", 0.5)).isEqualTo(0.5);
        assertThat(environment.flag("X", true)).isTrue();
        assertThat(environment.milliseconds("X", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whitespaceAroundAValueIsIgnored() {
        assertThat(environment(" 8 ").integer("X", 7, 0, 9)).isEqualTo(8);
        assertThat(environment(" a b ").text("X")).isEqualTo("a b");
    }

    @Test
    void bothEndsOfARangeAreInIt() {
        assertThat(environment("0").integer("X", 7, 0, 9)).isZero();
        assertThat(environment("9").integer("X", 7, 0, 9)).isEqualTo(9);
        assertThat(environment("0").share("X", 0.5)).isZero();
        assertThat(environment("1").share("X", 0.5)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10", "1.5", "nine", "99999999999999999999"})
    void aWrongIntegerIsRefusedWithItsRange(String value) {
        assertThatThrownBy(() -> environment(value).integer("X", 7, 0, 9))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("X=" + value + ": give a whole number from 0 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.1", "NaN", "10%"})
    void aWrongShareIsRefused(String value) {
        assertThatThrownBy(() -> environment(value).share("X", 0.5))
                .hasMessage("X=" + value + ": give a share from 0 to 1, such as 0.1");
    }

    @Test
    void aFlagIsTrueOrFalseAndNothingElse() {
        assertThat(environment("true").flag("X", false)).isTrue();
        assertThat(environment("false").flag("X", true)).isFalse();
        assertThatThrownBy(() -> environment("yes").flag("X", true)).hasMessage("X=yes: give true or false");
    }

    @Test
    void aTimeIsAtMostOneDay() {
        assertThat(environment("86400000").milliseconds("X", Duration.ZERO)).isEqualTo(Duration.ofDays(1));
        assertThatThrownBy(() -> environment("86400001").milliseconds("X", Duration.ZERO))
                .hasMessageContaining("from 0 to 86400000");
    }

    @Test
    void aSecretIsNotShown() {
        assertThatThrownBy(() -> Environment.secret("X", () -> {
                    throw new IllegalArgumentException("give base64");
                }))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("X=(not shown): give base64");
        assertThat(Environment.secret("X", () -> "value")).isEqualTo("value");
    }

    private static Environment environment(String value) {
        return new Environment(Map.of("X", value));
    }
}
