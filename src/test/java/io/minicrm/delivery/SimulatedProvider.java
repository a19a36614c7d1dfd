package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.SimulatedFaults.Kind;
import io.minicrm.lead.Lead;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A provider that may refuse, be busy or not answer, and the record of what it has accepted. */
final class SimulatedProvider implements Channel {

    private final String name;
    private final boolean hasKeys;
    private final SimulatedFaults faults;
    private final RandomGenerator random;
    private final Map<MessageKey, Integer> accepted = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    /** How many messages it was given, accepted or not. */
    final Map<MessageKey, Integer> calls = new HashMap<>();

    SimulatedProvider(String name, boolean hasKeys, SimulatedFaults faults, RandomGenerator random) {
        this.name = name;
        this.hasKeys = hasKeys;
        this.faults = faults;
        this.random = random;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isIdempotent() {
        return hasKeys;
    }

    @Override
    public @Nullable String addressOf(Lead lead) {
        return lead.email();
    }

    @Override
    public boolean isAddress(String text) {
        return text.contains("@");
    }

    @Override
    public SendResult send(OutboundMessage message) throws InterruptedException {
        calls.merge(message.key(), 1, Integer::sum);
        if (!message.to().equals(addressOf(message.key().leadId()))) {
            throw new SimulationError("%s is sent to %s".formatted(message.key(), message.to()));
        }
        faults.crashPerhaps();
        if (faults.strikes(Kind.PROVIDER_BUSY)) {
            return new SendResult.Transient("busy", random.nextBoolean() ? null : Duration.ofSeconds(5));
        }
        // A provider with keys answers a repeat as it has answered before.
        if (faults.strikes(Kind.PROVIDER_REFUSES) && !keys.contains(message.sendId())) {
            return new SendResult.Rejected("no such mailbox");
        }
        if (faults.strikes(Kind.PROVIDER_SILENT)) {
            return silence(message);
        }
        accept(message);
        faults.crashPerhaps();
        return new SendResult.Accepted("id");
    }

    static String addressOf(String leadId) {
        return leadId + "@example.com";
    }

    private SendResult silence(OutboundMessage message) throws InterruptedException {
        if (random.nextBoolean()) {
            accept(message);
        }
        return switch (random.nextInt(3)) {
            case 0 -> throw new InterruptedException("simulated: no answer in time");
            case 1 -> throw new IllegalStateException("simulated: the connection broke");
            default -> new SendResult.Uncertain("simulated: no clear answer");
        };
    }

    /** A provider with keys drops what it has already accepted. */
    private void accept(OutboundMessage message) {
        if (!hasKeys || keys.add(message.sendId())) {
            accepted.merge(message.key(), 1, Integer::sum);
        }
    }

    /** How often the person behind the message got it. */
    int received(MessageKey key) {
        return accepted.getOrDefault(key, 0);
    }

    /** All messages that it has accepted, and how often. */
    Map<MessageKey, Integer> accepted() {
        return accepted;
    }
}
