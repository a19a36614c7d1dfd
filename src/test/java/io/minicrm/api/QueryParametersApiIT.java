package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A misspelled query parameter would silently select something else, so every operation refuses it. */
class QueryParametersApiIT {

    private static final ApiServer API = ApiServer.shared();

    static Iterable<ApiServer.Route> routes() {
        return API.routes();
    }

    @Test
    void theRouteTableIsNotEmpty() {
        assertThat(API.routes()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyOperationRefusesAnUnknownParameter(ApiServer.Route route) {
        var reply = exchange(route, "?unheard_of=1");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("unheard_of")).containsAnyOf("is not a parameter", "is not known");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/leads?limt=5, limt, did you mean limit?",
        "GET, /api/v1/campaigns?Limit=5, Limit, did you mean limit?",
        "GET, /api/v1/campaigns/x/deliveries?statuss=sent, statuss, did you mean status?",
        "GET, /api/v1/segments/x?limit=5, limit, it has none",
        "POST, /api/v1/leads/import?emial=mail, emial, did you mean email?",
        "POST, /api/v1/leads/import?id=a&id=b, id, is given 2 times",
        "GET, /api/v1/leads?limit=5&limit=6, limit, is given 2 times"
    })
    void theRefusalSuggestsTheParameterThatWasMeant(String method, String path, String name, String message) {
        String type = path.contains("import") ? "text/csv" : "application/json";

        assertThat(exchange(new ApiServer.Route(method, path, type), "").error(name))
                .contains(message);
    }

    private static ApiServer.Reply exchange(ApiServer.Route route, String query) {
        var body = route.method().equals("GET") || route.method().equals("DELETE")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString("{}");
        return API.exchange(API.request(route.path() + query)
                .header("Content-Type", route.contentType())
                .method(route.method(), body));
    }
}
