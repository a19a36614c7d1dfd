package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a campaign through the server's live events and reconnects when the connection breaks. */
final class CampaignFeed {

    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(1);
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    private final ApiClient api;
    private final Duration patience;

    /**
     * @param patience how long the campaign may stay unchanged and the server unreachable; checked with each event, so
     *     that the server's heartbeat of 15 s can add to it
     */
    CampaignFeed(ApiClient api, Duration patience) {
        this.api = api;
        this.patience = patience;
    }

    /**
     * Follows the campaign until its numbers are final.
     *
     * @param listener receives every change
     * @return the campaign's final progress
     * @throws CommandFailedException if nothing changes for longer than the given patience
     */
    JsonNode follow(String campaignId, Consumer<JsonNode> listener) {
        long since = System.nanoTime();
        @Nullable JsonNode shown = null;
        while (true) {
            try (Stream<String> lines = api.events("/campaigns/" + ApiClient.escaped(campaignId) + "/events")) {
                String event = "";
                for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                    String line = each.next();
                    if (line.startsWith(EVENT)) {
                        event = line.substring(EVENT.length());
                    } else if (line.startsWith(DATA)) {
                        JsonNode progress = Json.read(line.substring(DATA.length()));
                        if (event.equals("done")) {
                            return progress;
                        }
                        if (!progress.equals(shown)) {
                            since = System.nanoTime();
                            shown = progress;
                            listener.accept(progress);
                        }
                    }
                    checkPatience(campaignId, since, null);
                }
            } catch (UncheckedIOException broken) {
                checkPatience(campaignId, since, broken);
            } catch (CommandFailedException unreachable) {
                if (shown == null || unreachable.exitCode() != ExitCode.FAILED) {
                    throw unreachable;
                }
                checkPatience(campaignId, since, unreachable);
            }
            Pause.of(BEFORE_RECONNECT);
        }
    }

    private void checkPatience(String campaignId, long since, @Nullable Exception cause) {
        if (System.nanoTime() - since > patience.toNanos()) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "%s has not changed for %d s; see: mini-crm campaigns show %s"
                            .formatted(campaignId, patience.toSeconds(), campaignId),
                    cause);
        }
    }
}
