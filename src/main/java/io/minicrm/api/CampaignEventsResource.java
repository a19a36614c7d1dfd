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
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The progress of a campaign as server-sent events. Each stream is a loop on the virtual thread of its request. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/events")
@Tag(name = "Campaigns")
final class CampaignEventsResource {

    /**
     * The time after which a stream without events sends a comment: the client sees that it is alive, and the server if
     * the client is.
     */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

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

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow the progress of a campaign",
            description =
                    "Sends an event \"stats\" at once and after each change of the numbers or the status, a comment"
                            + " every"
                            + " 15 seconds, and a last event \"done\" when nothing more will change.")
    void events(@PathVariable String id, HttpServletResponse response) {
        try (ProgressFeeds.Listener listener = feeds.listen(id)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Otherwise nginx and similar proxies buffer the events.
            response.setHeader("X-Accel-Buffering", "no");
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
        write(response, RECONNECT);
        BooleanSupplier stillAllowed = Caller.stillAllowed();
        Instant checked = clock.instant();
        boolean last = false;
        while (!last) {
            ProgressFeeds.Update update = listener.await(HEARTBEAT);
            if (!clock.instant().isBefore(checked.plus(HEARTBEAT))) {
                if (!stillAllowed.getAsBoolean()) {
                    // The client connects again, and is refused.
                    return;
                }
                checked = clock.instant();
            }
            if (update == null) {
                write(response, HEARTBEAT_COMMENT);
            } else {
                String data = json.writeValueAsString(ProgressView.of(update.progress(), clock.instant()));
                last = update.last();
                write(
                        response,
                        "event: stats\ndata: " + data + "\n\n" + (last ? "event: done\ndata: " + data + "\n\n" : ""));
            }
        }
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        OutputStream out = response.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
