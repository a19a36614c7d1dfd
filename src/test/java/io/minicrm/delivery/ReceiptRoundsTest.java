package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceiptRoundsTest {

    @Test
    void receiptsOfDifferentMessagesShareARound() {
        Receipt ann = receipt("ann", DeliveryStatus.RETRYING, null);
        Receipt bob = receipt("bob", DeliveryStatus.SENT, "id-1");

        assertThat(ReceiptRounds.of(List.of(ann, bob))).containsExactly(List.of(ann, bob));
    }

    @Test
    void aRoundHasOneReceiptPerMessageAndRoundsKeepTheOrderOfArrival() {
        Receipt retrying = receipt("ann", DeliveryStatus.RETRYING, null);
        Receipt failed = receipt("ann", DeliveryStatus.FAILED, null);
        Receipt bob = receipt("bob", DeliveryStatus.SKIPPED, null);

        assertThat(ReceiptRounds.of(List.of(retrying, bob, failed)))
                .containsExactly(List.of(retrying, bob), List.of(failed));
    }

    @Test
    void ofAMessageThatTheProviderTookOnlyTheHighestFactIsKeptWhateverTheOrder() {
        Receipt retrying = receipt("ann", DeliveryStatus.RETRYING, null);
        Receipt sent = receipt("ann", DeliveryStatus.SENT, null);
        Receipt bounced = receipt("ann", DeliveryStatus.BOUNCED, null);
        Receipt delivered = receipt("ann", DeliveryStatus.DELIVERED, null);

        assertThat(ReceiptRounds.of(List.of(retrying, sent, bounced, delivered)))
                .containsExactly(List.of(bounced));
        assertThat(ReceiptRounds.of(List.of(delivered, bounced, sent, retrying)))
                .containsExactly(List.of(bounced));
    }

    @Test
    void theProvidersIdIsTakenFromTheReceiptThatHasIt() {
        Receipt sent = receipt("ann", DeliveryStatus.SENT, "id-1");
        Receipt delivered = receipt("ann", DeliveryStatus.DELIVERED, null);

        assertThat(ReceiptRounds.of(List.of(sent, delivered)))
                .containsExactly(List.of(receipt("ann", DeliveryStatus.DELIVERED, "id-1")));
        assertThat(ReceiptRounds.of(List.of(delivered, sent)))
                .containsExactly(List.of(receipt("ann", DeliveryStatus.DELIVERED, "id-1")));
    }

    @Test
    void ofTwoReceiptsWithTheSameStatusTheFirstIsKept() {
        Receipt first = receipt("ann", DeliveryStatus.DELIVERED, "id-1");
        Receipt second = new Receipt(
                first.key(), first.status(), "other", "id-1", null, MutableClock.START.plusSeconds(1), null);

        assertThat(ReceiptRounds.of(List.of(first, second))).containsExactly(List.of(first));
    }

    @Test
    void withoutReceiptsThereAreNoRounds() {
        assertThat(ReceiptRounds.of(List.of())).isEmpty();
    }

    private static Receipt receipt(String lead, DeliveryStatus status, @Nullable String providerMessageId) {
        return new Receipt(
                MessageKey.of("campaign-1", lead),
                status,
                "simulator",
                providerMessageId,
                null,
                MutableClock.START,
                new SendAttempt(1, 1, null, null));
    }
}
