package io.minicrm.api;

import io.minicrm.delivery.Channel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What runs, and which channels there are. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "System")
final class SystemResource {

    private static final String AN_EMAIL_ADDRESS = "somebody@example.com";
    private static final String A_PHONE_NUMBER = "+4915112345678";

    private final SystemFacts facts;
    private final ApiSettings settings;
    private final List<Channel> channels;

    SystemResource(SystemFacts facts, ApiSettings settings, List<Channel> channels) {
        this.facts = facts;
        this.settings = settings;
        this.channels = List.copyOf(channels);
    }

    @GetMapping("/system")
    @Operation(summary = "Get the version, database, roles and workers of the process that answers")
    Answer<SystemView> system() {
        List<WorkerView> workers = facts.workers().get().entrySet().stream()
                .map(worker -> new WorkerView(worker.getKey(), worker.getValue()))
                .toList();
        return Answer.of(new SystemView(
                facts.version(),
                facts.store().title(),
                facts.embedsDatabase(),
                facts.embedsKafka(),
                facts.roles(),
                facts.startedAt(),
                settings.requiresKey(),
                workers));
    }

    @GetMapping("/channels")
    @Operation(summary = "List the channels by name: what they send to, and whether they are ready")
    Answer<List<ChannelView>> channels() {
        List<ChannelView> views = new ArrayList<>();
        channels.forEach(channel -> views.add(new ChannelView(
                channel.name(),
                channel.name().equals(settings.defaultChannel()),
                addressFields(channel),
                channel.isIdempotent(),
                true,
                null)));
        facts.missingChannels()
                .forEach((name, reason) -> views.add(new ChannelView(name, false, List.of(), false, false, reason)));
        views.sort(Comparator.comparing(ChannelView::name));
        return Answer.of(views);
    }

    private static List<String> addressFields(Channel channel) {
        List<String> fields = new ArrayList<>();
        if (channel.isAddress(AN_EMAIL_ADDRESS)) {
            fields.add("email");
        }
        if (channel.isAddress(A_PHONE_NUMBER)) {
            fields.add("phone");
        }
        return fields;
    }

    /**
     * The process that answers; {@link SystemFacts} describes the fields.
     *
     * @param requiresKey whether requests need an API key
     */
    record SystemView(
            @Nullable String version,
            String store,
            boolean embedsDatabase,
            boolean embedsKafka,
            List<String> roles,
            Instant startedAt,
            boolean requiresKey,
            List<WorkerView> workers) {}

    /** How a worker is: {@code UP}, or what is wrong. */
    record WorkerView(String name, String state) {}

    /**
     * A channel.
     *
     * @param standard whether campaigns use it that name no channel
     * @param addressFields the fields of a lead that it sends to, the first that a lead has
     * @param repeatable whether its provider drops repeated messages, so that no message becomes unknown
     * @param ready whether campaigns can use it
     * @param reason why it is not ready; null if it is
     */
    record ChannelView(
            String name,
            boolean standard,
            List<String> addressFields,
            boolean repeatable,
            boolean ready,
            @Nullable String reason) {}
}
