package io.minicrm.api;

import io.minicrm.access.IdentityRefusedException;
import io.minicrm.access.TooManyRequestsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.client.HttpServerErrorException;

/**
 * Why a log-in with the identity provider was refused. The log-in page has a text for each code, and the audit log the
 * code and the status.
 */
enum OidcRefusal {
    /** The provider does not answer. */
    UNREACHABLE("unreachable", HttpStatus.SERVICE_UNAVAILABLE),
    /** This client has tried too often. */
    TOO_MANY("too_many", HttpStatus.TOO_MANY_REQUESTS),
    /** This browser has begun no log-in, or too long ago. */
    EXPIRED("expired", HttpStatus.UNAUTHORIZED),
    /** The person, or the provider's rules, said no. */
    DENIED("denied", HttpStatus.UNAUTHORIZED),
    /** What the provider, or somebody in its place, answered cannot be trusted. */
    INVALID("invalid", HttpStatus.UNAUTHORIZED),
    /** No claim of the person gives a role. */
    NO_ROLE("no_role", HttpStatus.FORBIDDEN),
    /** The user is disabled. */
    DISABLED("disabled", HttpStatus.FORBIDDEN);

    private final String code;
    private final HttpStatus status;

    OidcRefusal(String code, HttpStatus status) {
        this.code = code;
        this.status = status;
    }

    String code() {
        return code;
    }

    HttpStatus status() {
        return status;
    }

    static OidcRefusal of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case IOException _, HttpServerErrorException _ -> {
                    return UNREACHABLE;
                }
                case TooManyRequestsException _ -> {
                    return TOO_MANY;
                }
                case IdentityRefusedException refused -> {
                    return switch (refused.reason()) {
                        case NO_ROLE -> NO_ROLE;
                        case DISABLED -> DISABLED;
                    };
                }
                default -> {
                    // Look at what caused it.
                }
            }
        }
        String error = errorCode(failure);
        if (OidcAttempts.NOT_FOUND.equals(error)) {
            return EXPIRED;
        }
        return OAuth2ErrorCodes.ACCESS_DENIED.equals(error) ? DENIED : INVALID;
    }

    /** The library's or the provider's code; null if there is none. */
    static @Nullable String errorCode(Throwable failure) {
        return failure instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : null;
    }
}
