package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatedAddressesTest {

    private final RepeatedAddresses addresses = new RepeatedAddresses();

    @Test
    void addressesThatComeAgainAreKeys() {
        addresses.add("ann@example.com", null);
        addresses.add(null, "+49 (30) 1");
        addresses.add("bob@example.com", "+49 30 1");
        assertThat(addresses.isEmpty()).isTrue();

        addresses.add("Ann@Example.COM", null);
        addresses.add("nowhere", "+4930 1");

        assertThat(addresses.keys()).containsExactlyInAnyOrder("ann@example.com", "+49301");
    }

    @Test
    void leadsWithoutAnAddressRepeatNothing() {
        addresses.add(null, null);
        addresses.add("nowhere", null);
        addresses.add("nowhere", "none");

        assertThat(addresses.isEmpty()).isTrue();
    }

    @Test
    void noRepeatedAddressIsMissedInALargeAudience() {
        IntStream.range(0, 300_000).forEach(this::add);
        assertThat(addresses.keys()).hasSizeLessThan(100);

        IntStream.iterate(0, lead -> lead < 300_000, lead -> lead + 1_000).forEach(this::add);

        assertThat(addresses.keys())
                .hasSizeLessThan(400)
                .contains("lead0@example.com", "lead1000@example.com", "lead299000@example.com");
        assertThat(addresses.areTooMany()).isFalse();
    }

    @Test
    void moreRepeatedAddressesThanAreKeptAreTooMany() {
        IntStream.rangeClosed(0, RepeatedAddresses.MAX_KEYS).forEach(this::add);
        IntStream.range(0, RepeatedAddresses.MAX_KEYS - 10).forEach(this::add);
        assertThat(addresses.areTooMany()).isFalse();

        IntStream.rangeClosed(0, RepeatedAddresses.MAX_KEYS).forEach(this::add);

        assertThat(addresses.areTooMany()).isTrue();
    }

    private void add(int lead) {
        addresses.add("lead%d@example.com".formatted(lead), null);
    }
}
