package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestHashTest {

    @Test
    void theKeyIsNoPartOfWhatIsAskedFor() {
        assertThat(RequestHash.of(order("a", "b", "key-1"))).isEqualTo(RequestHash.of(order("a", "b", "key-2")));
    }

    @Test
    void fieldsDoNotRunIntoEachOtherAndAbsentIsNotEmpty() {
        assertThat(RequestHash.of(order("ab", "c", "k"))).isNotEqualTo(RequestHash.of(order("a", "bc", "k")));
        assertThat(RequestHash.of(order("a", "", "k"))).isNotEqualTo(RequestHash.of(order("a", null, "k")));
    }

    private static CampaignOrder order(String name, String segmentId, String key) {
        return new CampaignOrder(name, segmentId, "Hi", null, null, null, null, null, null, key);
    }
}
