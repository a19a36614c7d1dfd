package io.minicrm.api;

import io.minicrm.gate.Limits;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.problem.InputFault;
import io.minicrm.progress.LimitLoads;
import io.minicrm.text.StoredText;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Rate limits of channels and recipient domains. Each applies to all senders together, which follow a change within two
 * seconds.
 */
@RestController
@RequestMapping("/api/v1/limits")
@Tag(name = "Limits")
final class LimitsResource {

    private static final int MAX_DOMAIN_LENGTH = 253;

    private static final int MAX_CAMPAIGNS = 20;

    private final Limits limits;
    private final LimitLoads loads;
    private final Set<String> channels;

    LimitsResource(Limits limits, LimitLoads loads, Set<String> channels) {
        this.limits = limits;
        this.loads = loads;
        this.channels = new TreeSet<>(channels);
    }

    @GetMapping
    @Operation(summary = "List all rate limits, with their current rate and how many messages wait for each")
    Answer<List<LimitLoadView>> list() {
        return Answer.of(loads.all().stream().map(LimitLoadView::of).toList());
    }

    @PutMapping("/{scope}/{name}")
    @Operation(summary = "Set or change a rate limit")
    Answer<LimitView> put(
            @PathVariable @Schema(allowableValues = {"channel", "domain"}) String scope,
            @PathVariable String name,
            @RequestBody LimitRequest request) {
        int perSecond = InvalidRequestException.required("per_second", request.perSecond());
        if (perSecond < 1) {
            throw InvalidRequestException.of(
                    "per_second", "is %d; give 1 message per second or more".formatted(perSecond));
        }
        Scope checked = scope(scope);
        Limit limit = new Limit(checked, name(checked, name), perSecond);
        limits.set(limit);
        return Answer.of(LimitView.of(limit));
    }

    @DeleteMapping("/{scope}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a rate limit")
    void delete(
            @PathVariable @Schema(allowableValues = {"channel", "domain"}) String scope, @PathVariable String name) {
        if (!limits.remove(scope(scope), name.toLowerCase(Locale.ROOT))) {
            throw new NotFoundException("limit", scope + "/" + name);
        }
    }

    private static Scope scope(String text) {
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.code().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.of("scope", "must be channel or domain"));
    }

    private String name(Scope scope, String name) {
        return switch (scope) {
            case CHANNEL -> {
                if (!channels.contains(name)) {
                    throw InvalidRequestException.of(
                            InputFault.NOT_FOUND,
                            "name",
                            "is not a channel; installed are " + String.join(", ", channels));
                }
                yield name;
            }
            case DOMAIN -> {
                if (name.isBlank()
                        || name.length() > MAX_DOMAIN_LENGTH
                        || name.chars().anyMatch(c -> c <= ' ' || c == '@' || c == '/')
                        || !StoredText.isWellFormed(name)) {
                    throw InvalidRequestException.of(
                            "name", "must be the part of an address after the @, such as gmail.com");
                }
                yield name.toLowerCase(Locale.ROOT);
            }
        };
    }

    /** The body of {@code PUT}. */
    record LimitRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Messages per second", minimum = "1")
            @Nullable
            Integer perSecond) {}

    /** A rate limit and what happens to it; {@link LimitLoads} describes the numbers. */
    record LimitLoadView(
            Scope scope, String name, int perSecond, double currentRate, long waiting, List<HeldCampaign> heldUp) {

        static LimitLoadView of(LimitLoads.Load load) {
            Limit limit = load.limit();
            return new LimitLoadView(
                    limit.scope(),
                    limit.name(),
                    limit.perSecond(),
                    load.perSecond(),
                    load.waiting(),
                    load.campaigns().stream()
                            .limit(MAX_CAMPAIGNS)
                            .map(wait -> new HeldCampaign(wait.campaignId(), wait.messages()))
                            .toList());
        }
    }

    /** A campaign with messages that a limit has postponed. */
    record HeldCampaign(String campaignId, long postponed) {}

    /** A rate limit as the API shows it. */
    record LimitView(Scope scope, String name, int perSecond) {

        static LimitView of(Limit limit) {
            return new LimitView(limit.scope(), limit.name(), limit.perSecond());
        }
    }
}
