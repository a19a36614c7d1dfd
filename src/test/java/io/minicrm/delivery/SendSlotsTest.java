package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.kafka.TestTickets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendSlotsTest {

    private final List<InFlightMessage> started = new ArrayList<>();
    private boolean starts = true;
    private final SendSlots slots = new SendSlots(3, Map.of("simulator", 2, "mail", 3), message -> {
        started.add(message);
        return starts;
    });

    private static InFlightMessage message(String lead, String channel) {
        return new InFlightMessage(SenderBed.job(lead, channel, lead + "@example.com", 1, null), TestTickets.ticket());
    }

    private List<String> started() {
        return started.stream().map(message -> message.job().leadId()).toList();
    }

    @Test
    void aChannelHasNoMoreSlotsThanItTakesAndLeavesTheOthersToOtherChannels() {
        for (String lead : List.of("s1", "s2", "s3")) {
            slots.add(message(lead, "simulator"));
        }
        slots.add(message("m1", "mail"));
        slots.add(message("m2", "mail"));

        assertThat(started()).containsExactly("s1", "s2", "m1");
        assertThat(slots.taken()).isEqualTo(3);
    }

    @Test
    void aFreeSlotGoesToTheMessageThatHasWaitedLongest() {
        for (String lead : List.of("s1", "s2", "s3", "s4")) {
            slots.add(message(lead, "simulator"));
        }

        slots.release(started.get(1));
        slots.release(started.get(0));

        assertThat(started()).containsExactly("s1", "s2", "s3", "s4");
    }

    @Test
    void channelsTakeTurnsWhereTheyCompete() {
        for (int i = 1; i <= 6; i++) {
            slots.add(message("m" + i, "mail"));
        }
        for (int i = 1; i <= 3; i++) {
            slots.add(message("s" + i, "simulator"));
        }
        for (int i = 0; i < 4; i++) {
            slots.release(started.get(i));
        }

        assertThat(started().subList(3, 7)).containsOnlyOnce("m4", "m5", "s1", "s2");
    }

    @Test
    void whatCouldNotBeStartedTakesNoSlot() {
        starts = false;
        slots.add(message("m1", "mail"));
        starts = true;
        slots.add(message("m2", "mail"));

        assertThat(started()).containsExactly("m1", "m2");
        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void whatWasTakenOutIsNotStarted() {
        for (int i = 1; i <= 5; i++) {
            slots.add(message("m" + i, "mail"));
        }

        assertThat(slots.drain()).extracting(message -> message.job().leadId()).containsExactly("m4", "m5");
        slots.release(started.getFirst());

        assertThat(started()).containsExactly("m1", "m2", "m3");
        assertThat(slots.taken()).isEqualTo(2);
    }

    /** Each message runs on a thread of its own and frees its slot, while others join the queues. */
    @Test
    void withManyThreadsEachMessageIsStartedOnceAndNeverMoreThanAllowed() throws InterruptedException {
        int messages = 4_000;
        var ended = new CountDownLatch(messages);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        SendSlots[] own = new SendSlots[1];
        own[0] = new SendSlots(8, Map.of("simulator", 5, "mail", 6), message -> {
            Thread.ofVirtual().start(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                own[0].release(message);
                ended.countDown();
            });
            return true;
        });

        List<Thread> adders = IntStream.range(0, 4)
                .mapToObj(adder -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < messages / 4; i++) {
                        own[0].add(message("lead-%d-%d".formatted(adder, i), i % 3 == 0 ? "mail" : "simulator"));
                    }
                }))
                .toList();
        for (Thread adder : adders) {
            adder.join();
        }

        assertThat(ended.await(30, TimeUnit.SECONDS)).as("all were started").isTrue();
        assertThat(most.get()).isBetween(1, 8);
        assertThat(own[0].taken()).isZero();
    }
}
