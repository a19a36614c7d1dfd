package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.kafka.TestTickets;
import io.minicrm.kafka.Ticket;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Random sequences of calls against a model with four facts: cancelled, sending, answered, acknowledged. */
class InFlightMessagePropertiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    enum Call {
        BEGIN,
        FINISH,
        CANCEL,
        LOOK_AFTER,
        ACKNOWLEDGE
    }

    @Property(tries = 500)
    void aMessageBeginsAtMostOnceAndNeverAfterItWasCancelled(@ForAll List<Call> calls) {
        Ticket ticket = TestTickets.ticket();
        InFlightMessage message = new InFlightMessage(SenderBed.job("ann"), ticket);
        message.runOn(Thread.ofVirtual().unstarted(() -> {}));
        boolean cancelled = false;
        boolean sending = false;
        boolean answered = false;
        boolean acknowledged = false;
        long now = 0;
        for (Call call : calls) {
            boolean waiting = !cancelled && !sending && !answered;
            switch (call) {
                case BEGIN -> {
                    assertThat(message.begin(now)).isEqualTo(waiting);
                    sending |= waiting;
                }
                case FINISH -> {
                    message.finish();
                    answered = true;
                    sending = false;
                    cancelled = false;
                }
                case CANCEL -> {
                    message.cancel();
                    cancelled |= waiting;
                }
                case LOOK_AFTER -> {
                    now += LIMIT.toNanos() + 1;
                    assertThat(message.interruptIfOverdue(LIMIT, now)).isEqualTo(sending);
                }
                case ACKNOWLEDGE -> {
                    message.acknowledge();
                    acknowledged = true;
                }
            }
            assertThat(TestTickets.isFinished(ticket)).isEqualTo(acknowledged);
        }
    }

    @Test
    void anOverdueMessageIsInterruptedAgainOnlyAfterAsLongAgain() {
        InFlightMessage message = new InFlightMessage(SenderBed.job("ann"), TestTickets.ticket());
        message.runOn(Thread.ofVirtual().unstarted(() -> {}));
        message.begin(0);

        assertThat(message.interruptIfOverdue(LIMIT, LIMIT.toNanos())).isFalse();
        assertThat(message.interruptIfOverdue(LIMIT, LIMIT.toNanos() + 1)).isTrue();
        assertThat(message.interruptIfOverdue(LIMIT, 2 * LIMIT.toNanos() + 1)).isFalse();
        assertThat(message.interruptIfOverdue(LIMIT, 2 * LIMIT.toNanos() + 2)).isTrue();
    }

    @Test
    void allTicketsOfAMessageAreFinishedTogether() {
        Ticket first = TestTickets.ticket();
        Ticket second = TestTickets.ticket();
        Ticket older = TestTickets.ticket();
        InFlightMessage message = new InFlightMessage(SenderBed.job("ann"), first)
                .add(second)
                .replace(new InFlightMessage(SenderBed.job("ann"), older));

        assertThat(List.of(first, second, older)).noneMatch(TestTickets::isFinished);
        message.acknowledge();
        assertThat(List.of(first, second, older)).allMatch(TestTickets::isFinished);
    }

    @Test
    void aClaimNamesTheRoundAndTheFailuresAreThoseOfTheClaim() {
        InFlightMessage message =
                new InFlightMessage(SenderBed.job("ann", "simulator", null, 12, null), TestTickets.ticket());

        assertThat(message.claimRequest())
                .isEqualTo(new Deliveries.ClaimRequest(
                        message.job().key(), message.job().chunkIndex(), 12));
        assertThat(message.withPast(new PastAttempts(4, true)).past()).isEqualTo(new PastAttempts(4, true));
    }
}
