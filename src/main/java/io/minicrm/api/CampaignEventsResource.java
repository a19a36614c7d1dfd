package io.minicrm.api;

import io.minicrm.progress.ProgressFeeds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A campaign's progress as server-sent events. Each stream is a loop on its request's own virtual thread. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/events")
@Tag(name = "Campaigns")
final class CampaignEventsResource {

    /** How often a silent stream says that it lives, and finds out whether its client does. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final String RECONNECT = "retry: 2000\n\n";
    private static final String STILL_HERE = ": heartbeat\n\n";

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
            summary = "Follow a campaign live",
            description =
                    "An event \"stats\" at once and whenever numbers or status change, a comment every 15 seconds,"
                            + " and \"done\" as the last one when nothing more will change.")
    void events(@PathVariable String id, HttpServletResponse response) {
        try (ProgressFeeds.Listener listener = feeds.listen(id)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies that follow nginx would hold the events back otherwise.
            response.setHeader("X-Accel-Buffering", "no");
            stream(listener, response);
        } catch (IOException clientLeft) {
            // Nobody is there to be told.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ProgressFeeds.ListeningEndedException serverStops) {
            // The client connects again, to whoever serves next.
        }
    }

    private void stream(ProgressFeeds.Listener listener, HttpServletResponse response)
            throws IOException, InterruptedException {
        write(response, RECONNECT);
        boolean over = false;
        while (!over) {
            ProgressFeeds.News news = listener.await(HEARTBEAT);
            if (news == null) {
                write(response, STILL_HERE);
            } else {
                String data = json.writeValueAsString(ProgressView.of(news.standing(), clock.instant()));
                over = news.over();
                write(
                        response,
                        "event: stats\ndata: " + data + "\n\n" + (over ? "event: done\ndata: " + data + "\n\n" : ""));
            }
        }
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        OutputStream out = response.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
