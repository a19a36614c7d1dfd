package io.minicrm.api;

import io.minicrm.progress.FeedClosedException;
import io.minicrm.progress.ProgressFeeds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The progress of campaigns as server-sent events. Each stream is a loop on the virtual thread of its request. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Campaigns")
final class CampaignEventsResource {

    /**
     * The time after which a stream without events sends a comment: the client sees that it is alive, and the server if
     * the client is.
     */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** Of one stream. All of them are read at once, and the address of the stream stays below the limits of proxies. */
    static final int MAX_CAMPAIGNS = 50;

    private static final String RECONNECT = "retry: 2000\n\n";
    private static final String HEARTBEAT_COMMENT = ": heartbeat\n\n";

    private final ProgressFeeds feeds;
    private final JsonMapper json;
    private final Clock clock;

    CampaignEventsResource(ProgressFeeds feeds, JsonMapper json, Clock clock) {
        this.feeds = feeds;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping(path = "/campaigns/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow the progress of a campaign",
            description =
                    "Sends an event \"stats\" at once and after each change of the numbers or the status, a comment"
                            + " every"
                            + " 15 seconds, and a last event \"done\" when nothing more will change.")
    void eventsOfOne(@PathVariable String id, HttpServletResponse response) {
        try (ProgressFeeds.Listener listener = feeds.listen(id)) {
            follow(listener, List.of(), response);
        }
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow the progress of several campaigns",
            description = "One stream with the events \"stats\" and \"done\" of each campaign, and an event \"gone\""
                    + " for each that does not exist. It ends after the last \"done\".")
    void eventsOfMany(@RequestParam List<String> campaigns, HttpServletResponse response) {
        Set<String> ids = new LinkedHashSet<>(campaigns);
        ids.removeIf(String::isBlank);
        if (ids.isEmpty() || ids.size() > MAX_CAMPAIGNS) {
            throw InvalidRequestException.of(
                    "campaigns",
                    "names %d campaigns; give the ids of 1 to %d, with commas between"
                            .formatted(ids.size(), MAX_CAMPAIGNS));
        }
        try (ProgressFeeds.Listener listener = feeds.listen(ids)) {
            ids.removeAll(listener.campaignIds());
            follow(listener, List.copyOf(ids), response);
        }
    }

    private void follow(ProgressFeeds.Listener listener, List<String> missing, HttpServletResponse response) {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Otherwise nginx and similar proxies buffer the events.
        response.setHeader("X-Accel-Buffering", "no");
        try {
            write(response, RECONNECT);
            for (String id : missing) {
                write(response, event("gone", json.writeValueAsString(new Gone(id))));
            }
            stream(listener, response);
        } catch (IOException clientLeft) {
            // The stream ends; there is nobody to answer.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (FeedClosedException serverStops) {
            // The stream ends; the client connects again, to another server or to this one after its restart.
        }
    }

    private void stream(ProgressFeeds.Listener listener, HttpServletResponse response)
            throws IOException, InterruptedException {
        BooleanSupplier stillAllowed = Caller.stillAllowed();
        Instant checked = clock.instant();
        while (!listener.isOver()) {
            List<ProgressFeeds.Update> updates = listener.await(HEARTBEAT);
            if (!clock.instant().isBefore(checked.plus(HEARTBEAT))) {
                if (!stillAllowed.getAsBoolean()) {
                    // The client connects again, and is refused.
                    return;
                }
                checked = clock.instant();
            }
            write(response, updates.isEmpty() ? HEARTBEAT_COMMENT : events(updates));
        }
    }

    private String events(List<ProgressFeeds.Update> updates) {
        Instant now = clock.instant();
        StringBuilder events = new StringBuilder();
        for (ProgressFeeds.Update update : updates) {
            String data = json.writeValueAsString(ProgressView.of(update.progress(), now));
            events.append(event("stats", data));
            if (update.last()) {
                events.append(event("done", data));
            }
        }
        return events.toString();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        OutputStream out = response.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The data of the event of a campaign that does not exist. */
    private record Gone(String campaignId) {}
}
