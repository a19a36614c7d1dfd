package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.template.MessageHeader;
import java.util.Map;
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

    /** A repeated request has to find the campaign that an earlier version created. */
    @Test
    void theHashIsThatOfEarlierVersions() {
        var order = new CampaignOrder(
                "Spring",
                "vip",
                "Hi {{name}}",
                Map.of(MessageHeader.SUBJECT, "For {{name}}"),
                "webhook",
                50,
                null,
                null,
                "user-1",
                "k",
                null,
                null);

        assertThat(RequestHash.of(order)).isEqualTo("6b949718a7cc0d1ddf98e759dc4eb52041bf59d31f55b806e12a7ecf44a1ba84");
    }

    private static CampaignOrder order(String name, String segmentId, String key) {
        return new CampaignOrder(name, segmentId, "Hi", Map.of(), null, null, null, null, null, key, null, null);
    }
}
