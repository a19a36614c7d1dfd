package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a@b", " Ann@Example.com ", "ann+tag@sub.example.com", "ünal@exämple.de", "\u00a0a@b.c\ufeff"})
    void isAnEmailAddressAndNoPhoneNumber(String text) {
        assertThat(Address.isEmail(text)).isTrue();
        assertThat(Address.isPhone(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+49 (30) 12-34", "030 123", "110", "tel:+1555", "+1 555 123 ext. 5", "555 123 x5"})
    void isAPhoneNumberAndNoEmailAddress(String text) {
        assertThat(Address.isPhone(text)).isTrue();
        assertThat(Address.isEmail(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "n/a",
                "none",
                "@",
                "a@",
                "@b",
                "a@b@c",
                "a b@c",
                "12",
                "+",
                "12 Main Street 5",
                "\u00a0"
            })
    void isNeither(String text) {
        assertThat(Address.isEmail(text)).isFalse();
        assertThat(Address.isPhone(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "' Ann@Example.COM ', ann@example.com",
        "ann@example.com, ann@example.com",
        "ÄNN@example.com, änn@example.com"
    })
    void emailAddressesThatDifferInCaseAndBlanksAreTheSame(String text, String key) {
        assertThat(Address.emailKey(text)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "+49 (30) 12-34, +49301234",
        "' tel:+49301234', +49301234",
        "49 30 1234, 49301234",
        "030/1234, 0301234",
        "1+2, 12"
    })
    void phoneNumbersAreTheSameIfTheirDigitsAre(String text, String key) {
        assertThat(Address.phoneKey(text)).isEqualTo(key);
    }
}
