package io.minicrm.api;

import io.minicrm.gate.Limits;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.text.StoredText;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
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

/** Rate limits of channels and of recipients' domains, over all senders together; the senders follow within two seconds. */
@RestController
@RequestMapping("/api/v1/limits")
@Tag(name = "Limits")
final class LimitsResource {

    private static final int MAX_DOMAIN_LENGTH = 253;

    private final Limits limits;
    private final Set<String> channels;

    LimitsResource(Limits limits, Set<String> channels) {
        this.limits = limits;
        this.channels = new TreeSet<>(channels);
    }

    @GetMapping
    @Operation(summary = "All limits, in order of scope and name")
    Answer<List<LimitView>> list() {
        return Answer.of(limits.all().stream().map(LimitView::of).toList());
    }

    @PutMapping("/{scope}/{name}")
    @Operation(summary = "Set or change a limit; the scope is channel or domain")
    Answer<LimitView> put(@PathVariable String scope, @PathVariable String name, @RequestBody LimitRequest request) {
        Integer perSecond = request.perSecond();
        if (perSecond == null) {
            throw InvalidRequestException.of("per_second", "is missing");
        }
        if (perSecond < 1) {
            throw InvalidRequestException.of(
                    "per_second", "is %d; give 1 message a second or more".formatted(perSecond));
        }
        Scope checked = scope(scope);
        Limit limit = new Limit(checked, name(checked, name), perSecond);
        limits.set(limit);
        return Answer.of(LimitView.of(limit));
    }

    @DeleteMapping("/{scope}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Lift a limit")
    void delete(@PathVariable String scope, @PathVariable String name) {
        if (!limits.remove(scope(scope), name.toLowerCase(Locale.ROOT))) {
            throw new NotFoundException("limit", scope + "/" + name);
        }
    }

    private static Scope scope(String text) {
        return switch (text) {
            case "channel" -> Scope.CHANNEL;
            case "domain" -> Scope.DOMAIN;
            default -> throw InvalidRequestException.of("scope", "must be channel or domain");
        };
    }

    private String name(Scope scope, String name) {
        return switch (scope) {
            case CHANNEL -> {
                if (!channels.contains(name)) {
                    throw InvalidRequestException.of(
                            "name", "is no channel; installed are " + String.join(", ", channels));
                }
                yield name;
            }
            case DOMAIN -> {
                if (name.isBlank()
                        || name.length() > MAX_DOMAIN_LENGTH
                        || name.chars().anyMatch(c -> c <= ' ' || c == '@' || c == '/')
                        || !StoredText.isWellFormed(name)) {
                    throw InvalidRequestException.of("name", "must be what stands behind the @, such as gmail.com");
                }
                yield name.toLowerCase(Locale.ROOT);
            }
        };
    }

    /** The body of {@code PUT}. */
    record LimitRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "messages a second", minimum = "1")
            @Nullable
            Integer perSecond) {}

    /** @param scope {@code channel} or {@code domain} */
    record LimitView(String scope, String name, int perSecond) {

        static LimitView of(Limit limit) {
            return new LimitView(limit.scope().name().toLowerCase(Locale.ROOT), limit.name(), limit.perSecond());
        }
    }
}
