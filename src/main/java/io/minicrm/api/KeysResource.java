package io.minicrm.api;

import io.minicrm.access.AccessRole;
import io.minicrm.access.ApiKey;
import io.minicrm.access.ApiKeys;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.Principal;
import io.minicrm.access.Scope;
import io.minicrm.access.SessionKeeper;
import io.minicrm.problem.InputFault;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API keys: who may use the API, and for what. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Access")
final class KeysResource {

    private static final String NOT_FOUND = "API key";

    private final ApiKeys keys;
    private final Keyring keyring;
    private final SessionKeeper sessions;
    private final Clock clock;

    KeysResource(ApiKeys keys, Keyring keyring, SessionKeeper sessions, Clock clock) {
        this.keys = keys;
        this.keyring = keyring;
        this.sessions = sessions;
        this.clock = clock;
    }

    @GetMapping("/me")
    @Operation(summary = "Show who makes this request, and what it may do")
    Answer<Me> me() {
        Principal caller = Caller.current();
        return Answer.of(new Me(caller.name(), codes(caller.scopes())));
    }

    @GetMapping("/keys")
    @Operation(summary = "List all API keys, without their secrets")
    Answer<List<KeyView>> list() {
        Instant now = clock.instant();
        return Answer.of(keys.all().stream().map(key -> KeyView.of(key, now)).toList());
    }

    @PostMapping("/keys")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Create an API key",
            description = "The token in the answer cannot be read again."
                    + " Give scopes, or a role: viewer, marketer, operator or admin.")
    Answer<IssuedView> create(@RequestBody KeyRequest request) {
        Principal caller = Caller.current();
        KeyOrder order = request.order();
        for (Scope scope : order.scopes()) {
            if (!caller.has(scope)) {
                throw InvalidRequestException.of(
                        InputFault.FORBIDDEN,
                        "scopes",
                        "contains %s, which you do not have yourself".formatted(scope.code()));
            }
        }
        Instant expiresAt = order.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT, "expires_at", "is in the past; give a later time, or leave it out");
        }
        return Answer.of(IssuedView.of(keyring.create(order, caller.name()), clock.instant()));
    }

    @PostMapping("/keys/{id}/rotate")
    @Operation(
            summary = "Give an API key another secret",
            description = "The former secret is accepted for overlap_seconds, 0 by default and 30 days at most.")
    Answer<IssuedView> rotate(@PathVariable String id, @RequestBody RotateRequest request) {
        int overlap = request.overlapSeconds() == null ? 0 : request.overlapSeconds();
        if (overlap < 0 || overlap > Keyring.MAX_OVERLAP.toSeconds()) {
            throw InvalidRequestException.of(
                    "overlap_seconds",
                    "is %d; give a whole number from 0 to %d".formatted(overlap, Keyring.MAX_OVERLAP.toSeconds()));
        }
        Keyring.Issued issued =
                keyring.rotate(id, Duration.ofSeconds(overlap)).orElseThrow(() -> new NotFoundException(NOT_FOUND, id));
        if (id.equals(ApiKey.OWNER)) {
            // Somebody who found the former secret may have logged in with it.
            sessions.endAllOf(ApiKey.OWNER);
        }
        return Answer.of(IssuedView.of(issued, clock.instant()));
    }

    @DeleteMapping("/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Revoke an API key permanently",
            description = "Other processes of this installation accept it for up to five seconds more.")
    void revoke(@PathVariable String id) {
        if (id.equals(ApiKey.OWNER)) {
            throw InvalidRequestException.of(
                    InputFault.FORBIDDEN, "id", "is the owner's key, which can only be rotated");
        }
        if (!keyring.revoke(id)) {
            throw new NotFoundException(NOT_FOUND, id);
        }
    }

    private static List<String> codes(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::code).toList();
    }

    /** @param scopes the codes of all scopes of the caller */
    record Me(String name, List<String> scopes) {}

    record KeyRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @Schema(description = "Codes of scopes; give these or a role.") @Nullable
            List<String> scopes,

            @Schema(allowableValues = {"viewer", "marketer", "operator", "admin"}) @Nullable
            String role,

            @Nullable Instant expiresAt) {

        KeyOrder order() {
            if (name == null) {
                throw InvalidRequestException.of("name", "is missing; say what the key is used for");
            }
            if ((scopes == null) == (role == null)) {
                throw InvalidRequestException.of("scopes", "and role: give exactly one of them");
            }
            return new KeyOrder(
                    name, role == null ? scopesOf(scopes) : roleOf(role).scopes(), expiresAt);
        }

        private static Set<Scope> scopesOf(@Nullable List<String> codes) {
            Set<Scope> known = new LinkedHashSet<>();
            for (String code : codes == null ? List.<String>of() : codes) {
                known.add(Scope.ofCode(String.valueOf(code))
                        .orElseThrow(() -> InvalidRequestException.of(
                                "scopes",
                                "contains \"%s\"; the scopes are %s"
                                        .formatted(code, String.join(", ", codes(Set.of(Scope.values())))))));
            }
            return known;
        }

        private static AccessRole roleOf(String code) {
            return AccessRole.ofCode(code)
                    .orElseThrow(() -> InvalidRequestException.of(
                            "role",
                            "is \"%s\"; give %s"
                                    .formatted(
                                            code,
                                            Arrays.stream(AccessRole.values())
                                                    .map(AccessRole::code)
                                                    .collect(Collectors.joining(", ")))));
        }
    }

    record RotateRequest(@Nullable Integer overlapSeconds) {}

    /**
     * @param state active, expired or revoked
     * @param lastUsedAt to the minute; null if it was never used
     */
    record KeyView(
            String keyId,
            String name,
            List<String> scopes,

            @Schema(allowableValues = {"active", "expired", "revoked"})
            String state,

            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static KeyView of(ApiKey key, Instant now) {
            return new KeyView(
                    key.id(),
                    key.name(),
                    codes(key.scopes()),
                    key.revokedAt() != null ? "revoked" : key.isValid(now) ? "active" : "expired",
                    key.createdBy(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.lastUsedAt());
        }
    }

    /** @param token what to send as {@code Authorization: Bearer …}; shown once */
    record IssuedView(KeyView key, String token) {

        static IssuedView of(Keyring.Issued issued, Instant now) {
            return new IssuedView(KeyView.of(issued.key(), now), issued.token());
        }
    }
}
