package io.minicrm.cli;

import io.minicrm.console.ApiClient;

/** Links that log a browser in as the owner, once, for 15 minutes. */
final class LogInLink {

    private LogInLink() {}

    /** What follows the address of any page in such a link. The client needs every scope. */
    static String fragment(ApiClient api) {
        return api.post("/session/link").path("data").path("fragment").asString("");
    }
}
