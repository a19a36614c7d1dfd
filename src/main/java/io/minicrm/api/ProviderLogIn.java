package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Logging in with an identity provider. The server starts without loading any class of the client library unless there
 * is a provider.
 */
interface ProviderLogIn {

    /** There is no provider. */
    ProviderLogIn NONE = new ProviderLogIn() {
        @Override
        public void addTo(HttpSecurity http) {
            // Nothing to add.
        }

        @Override
        public Optional<URI> endAtProvider(HttpServletRequest request, HttpServletResponse response) {
            return Optional.empty();
        }
    };

    /** Adds the log-in to the filters of the server. */
    void addTo(HttpSecurity http);

    /**
     * Forgets that the browser has logged in with the provider.
     *
     * @return where the browser has to go to log out there, too; empty if it did not log in there, or the provider has
     *     no such page
     */
    Optional<URI> endAtProvider(HttpServletRequest request, HttpServletResponse response);
}
