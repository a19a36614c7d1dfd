package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.access.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/** Who makes the current request, in the terms of Spring Security and in ours. */
final class Caller {

    private static final String ATTRIBUTE = "principal";
    private static final String STILL_ALLOWED = "still_allowed";

    private Caller() {}

    /** Who makes the current request; empty if nobody has logged in. */
    static Optional<Principal> find() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal
                ? Optional.ofNullable(principal.<Principal>getAttribute(ATTRIBUTE))
                : Optional.empty();
    }

    /** Who makes the current request. Without access control, everybody is {@link Principal#LOCAL}. */
    static Principal current() {
        return find().orElse(Principal.LOCAL);
    }

    /**
     * Refuses the request unless its caller has a scope, beyond the one that the operation needs.
     *
     * @throws AccessDeniedException if the caller does not have it
     */
    static void require(Scope scope) {
        if (!current().has(scope)) {
            throw new AccessDeniedException(missing(scope));
        }
    }

    /**
     * Says to the caller of the current request that a scope is missing. What is in no table of operations needs that
     * of administrators, too.
     */
    static String missing(Scope scope) {
        String scopes = current().scopes().stream().map(Scope::code).sorted().collect(Collectors.joining(", "));
        return "%s needs the scope %s; yours are: %s"
                .formatted(
                        scope == Scope.ADMIN ? "There is nothing at this path, or it" : "This",
                        scope.code(),
                        scopes.isEmpty() ? "none" : scopes);
    }

    /**
     * Asks again whether the caller of the current request is logged in, for answers that go on for long. May be called
     * by any thread.
     */
    static BooleanSupplier stillAllowed() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal) {
            BooleanSupplier question = principal.getAttribute(STILL_ALLOWED);
            return question == null ? () -> true : question;
        }
        return () -> true;
    }

    /**
     * The principal as Spring Security sees it: each scope is an authority.
     *
     * @param stillAllowed whether the credentials of the request are still accepted
     */
    static OAuth2AuthenticatedPrincipal authenticated(Principal principal, BooleanSupplier stillAllowed) {
        List<GrantedAuthority> authorities = principal.scopes().stream()
                .map(Scope::code)
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList();
        return new DefaultOAuth2AuthenticatedPrincipal(
                principal.name(), Map.of(ATTRIBUTE, principal, STILL_ALLOWED, stillAllowed), authorities);
    }
}
