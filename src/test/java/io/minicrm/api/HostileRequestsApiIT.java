package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malicious bodies: each is refused with a problem, and the next request is answered. */
class HostileRequestsApiIT {

    private static final Pattern CODE = Pattern.compile(
            "java|jackson|mini\\.?crm\\.|springframework|StreamRead|JsonRead|Feature|REDACTED|null$|Exception");

    private static final int DEEP = 10_000;

    private final ApiServer api = ApiServer.shared();

    @AfterEach
    void theServerStillAnswers() {
        assertThat(api.get("/api/v1/segments").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST,/api/v1/segments", "PUT,/api/v1/segments/deep", "POST,/api/v1/segments/preview"})
    void aRuleTreeOfTenThousandFloorsIsRefused(String method, String path) {
        String group = "{\"combinator\":\"and\",\"rules\":[";
        String body = "{\"name\": \"deep\", \"rules\": " + group.repeat(DEEP) + "]}".repeat(DEEP) + "}";

        assertProblem(send(method, path, body), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/leads",
        "POST,/api/v1/segments",
        "POST,/api/v1/campaigns",
        "POST,/api/v1/campaigns/preview",
        "POST,/api/v1/campaigns/any/retry",
        "PATCH,/api/v1/campaigns/any",
        "PUT,/api/v1/limits/domain/x.example",
        "POST,/api/v1/receipts/simulator"
    })
    void arraysAndObjectsWithoutEndAreRefused(String method, String path) {
        assertProblem(send(method, path, "[".repeat(50_000)), 400);
        assertProblem(send(method, path, "{\"a\":".repeat(50_000)), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/leads",
        "POST,/api/v1/segments/preview",
        "POST,/api/v1/campaigns",
        "POST,/api/v1/campaigns/any/retry",
        "PATCH,/api/v1/campaigns/any",
        "PUT,/api/v1/limits/domain/x.example",
        "POST,/api/v1/receipts/simulator"
    })
    void oneMegabyteIsTheLimitOfEveryBody(String method, String path) {
        assertProblem(send(method, path, " ".repeat((int) BodyLimit.MAX_BYTES) + "{}"), 413);
    }

    @ParameterizedTest
    @CsvSource({"1e400", "1E999999999", "123456789012345678901234567890", "-0.0001e-999999"})
    void numbersWithoutMeasureAreRefused(String number) {
        assertProblem(send("PATCH", "/api/v1/campaigns/any", "{\"max_rate\": " + number + "}"), 400);
        assertProblem(send("PUT", "/api/v1/limits/domain/x.example", "{\"per_second\": " + number + "}"), 400);
    }

    /** An invalid request is answered with a specific status, never with 500, and always with a problem. */
    @ParameterizedTest(name = "{0} {2} is answered {1}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT /api/v1/leads/x                          | 415 |                                         | {}
            POST /api/v1/segments                        | 415 | Content-Type: */*                       | {}
            POST /api/v1/segments                        | 415 | Content-Type: application/*             | {}
            POST /api/v1/segments                        | 415 | Content-Type: nonsense                  | {}
            POST /api/v1/segments                        | 415 | Content-Type: multipart/form-data       | {}
            POST /api/v1/segments                        | 415 | Content-Type: application/yaml          | name: x
            POST /api/v1/segments                        | 415 | Content-Type: application/x-www-form-urlencoded | name=x
            POST /api/v1/campaigns/x/pause               | 415 | Content-Type: multipart/form-data       | x
            PUT /api/v1/leads/x                          | 415 | Content-Type: application/x-www-form-urlencoded | a=%
            POST /api/v1/leads/bulk                      | 415 | Content-Type: application/json;Content-Encoding: gzip | [{}]
            POST /api/v1/leads/bulk                      | 415 | Content-Type: text/csv                  | id
            GET /api/v1/campaigns                        | 406 | Accept: application/yaml                |
            GET /api/v1/campaigns                        | 406 | Accept: nonsense                        |
            GET /api/v1/leads?q=100%                     | 400 |                                         |
            GET /api/v1/leads?q=%ff                      | 400 |                                         |
            GET /api/v1/leads?q=%zz                      | 400 |                                         |
            GET /api/v1/leads?q=a%00b                    | 400 |                                         |
            GET /api/v1/leads?=                          | 400 |                                         |
            GET /api/v1/leads?=x                         | 400 |                                         |
            GET /api/v1/leads?limits=5                   | 400 |                                         |
            GET /api/v1/leads/x?q=1                      | 400 |                                         |
            GET /api/v1/leads?limit=0x10                 | 400 |                                         |
            GET /api/v1/leads?limit=                     | 400 |                                         |
            GET /api/v1/leads?limit=%2B5                 | 400 |                                         |
            GET /api/v1/leads?limit=99999999999          | 400 |                                         |
            GET /api/v1/leads?limit=5&limit=6            | 400 |                                         |
            GET /api/v1/kafka/groups?watch_ms=1.5        | 400 |                                         |
            GET /api/v1/kafka/topics?internal=maybe      | 400 |                                         |
            GET /api/v1/leads/%ff                        | 400 |                                         |
            GET //api/v1/leads                           | 404 |                                         |
            GET /api/v1/leads/../segments                | 400 |                                         |
            PUT /api/v1/leads/%2e%2e                     | 400 | Content-Type: application/json          | {"name": "x"}
            POST /api/v1/leads                           | 400 | Content-Type: application/json          | {"id": "."}
            POST /api/v1/leads                           | 400 | Content-Type: application/json;Transfer-Encoding: chunked | zz
            POST /api/v1/leads/bulk                      | 400 | Content-Type: application/json;Transfer-Encoding: chunked | zz
            POST /api/v1/leads/import                    | 400 | Content-Type: text/csv;Transfer-Encoding: chunked | zz
            GET /error                                   | 404 |                                         |
            GET /api/v1/kafka/topics/nobody              | 404 |                                         |
            TRACE /api/v1/leads                          | 405 |                                         |
            PROPFIND /api/v1/leads                       | 405 |                                         |
            CONNECT /api/v1/leads                        | 405 |                                         |
            POST /api/v1/leads                           | 400 | Content-Type: application/json;Transfer-Encoding: gzip | {}
            POST /api/v1/leads                           | 400 | Content-Type: application/json;Transfer-Encoding: gzip, chunked | {}
            PUT /api/v1/leads/a;b                        | 400 | Content-Type: application/json          | {"name": "x"}
            GET /api/v1/segments;x=1                     | 400 |                                         |
            """)
    void aRequestThatIsWrongIsAProblemOfItsOwn(
            String line, int status, @Nullable String header, @Nullable String body) {
        String headers =
                header == null ? "" : header.replace(";Content", "\nContent").replace(";Transfer", "\nTransfer") + "\n";

        assertProblem(raw(line + " HTTP/1.1\n" + headers, body == null ? "" : body), status);
    }

    /** A page whose name was pointed to this machine must not read or change anything. */
    @ParameterizedTest(name = "{0} {1} is answered {2}")
    @CsvSource(delimiter = '|', textBlock = """
            GET /api/v1/leads                | Host: evil.example                                                         | 421
            GET /actuator/health             | Host: evil.example:8080                                                    | 421
            GET /v3/api-docs                 | Host: 127.0.0.1.evil.example                                               | 421
            POST /api/v1/campaigns/x/pause   | Host: evil.example                                                         | 421
            POST /api/v1/campaigns/x/pause   | Host: localhost;Origin: https://evil.example                               | 403
            POST /api/v1/campaigns/x/pause   | Host: localhost;Origin: null                                               | 403
            POST /api/v1/campaigns/x/resume  | Host: localhost;Origin: http://localhost.evil.example                      | 403
            DELETE /api/v1/leads/x           | Host: localhost:8080;Origin: http://localhost:3000                         | 403
            POST /api/v1/campaigns/x/recount | Host: localhost;Sec-Fetch-Site: cross-site                                 | 403
            POST /api/v1/campaigns/x/retry   | Host: localhost;Sec-Fetch-Site: cross-site;Content-Type: text/plain        | 403
            POST /api/v1/campaigns/x/pause   | Host: localhost:8080;Origin: http://localhost:8080                         | 404
            POST /api/v1/campaigns/x/pause   | Host: crm.example.com;Origin: https://crm.example.com                      | 404
            POST /api/v1/campaigns/x/pause   | Host: api:8080;Origin: https://crm.example.com;Sec-Fetch-Site: same-origin | 404
            POST /api/v1/campaigns/x/pause   | Host: [::1]:8080                                                           | 404
            POST /api/v1/campaigns/x/pause   | Host: 192.168.1.4                                                          | 404
            POST /api/v1/campaigns/x/pause   | Host: app.localhost                                                        | 404
            """)
    void pagesOfStrangersCanNeitherReadNorChange(String line, String headers, int status) {
        assertProblem(raw(line + " HTTP/1.1\n" + headers.replace(';', '\n') + "\n", ""), status);
    }

    @Test
    void answersAreNotGuessedAtAndNotKept() {
        RawHttp.Reply reply = raw("GET /api/v1/leads HTTP/1.1\n", "");

        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(reply.header("content-security-policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(reply.header("cross-origin-resource-policy")).isEqualTo("same-origin");
    }

    /** Each of them announces 9.8 MB and sends nothing further. */
    @Test
    void bodiesThatNeverComeTakeNothingFromOthers() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
                open.add(socket);
                String body = i % 2 == 0 ? "Content-Length: 200000\r\n\r\n[{" : "Content-Length: 9800000\r\n\r\n[{";
                socket.getOutputStream()
                        .write(("POST /api/v1/receipts/simulator HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Content-Type: application/json\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 100; i++) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), api.port()));
            }

            assertThat(api.get("/api/v1/leads").status()).isEqualTo(200);
            assertThat(api.post("/api/v1/receipts/simulator", "[]").status()).isEqualTo(202);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void twoLargeBodiesOfEmptyReceiptsAreRefused() {
        String body = "[" + "{},".repeat(130_000) + "{}]";

        assertProblem(send("POST", "/api/v1/receipts/simulator", body), 413);
        assertProblem(send("POST", "/api/v1/receipts/simulator", body), 413);
    }

    @Test
    void aBodyOfOneNulByteIsRefused() {
        assertProblem(raw("POST /api/v1/leads/bulk HTTP/1.1\nContent-Type: application/json\n", "\0"), 400);
        assertProblem(raw("POST /api/v1/leads HTTP/1.1\nContent-Type: application/json\n", "\0"), 400);
    }

    @Test
    void tooManyParametersAreRefused() {
        assertProblem(raw("GET /api/v1/leads?" + "q=&".repeat(1_500) + " HTTP/1.1\n", ""), 400);
    }

    @Test
    void aRequestLineOrHeaderThatIsTooLongHasItsOwnStatus() {
        assertProblem(raw("GET /api/v1/leads?q=" + "x".repeat(9_000) + " HTTP/1.1\n", ""), 414);
        assertProblem(raw("GET /api/v1/leads HTTP/1.1\nX-Long: " + "x".repeat(20_000) + "\n", ""), 431);
        assertProblem(raw("GET /api/v1/leads HTTP/1.1\n" + "X: x\n".repeat(200), ""), 431);
    }

    /** A lead that is stored can be read under its id. */
    @ParameterizedTest
    @CsvSource({"a\\b,a%5Cb", "a/b,a%2Fb", "a;b,a%3Bb", "...,...", "%2e,%252e"})
    void idsWithSpecialCharactersAreReachable(String id, String segment) {
        api.post("/api/v1/leads", "{\"id\": \"%s\", \"name\": \"x\"}".formatted(id.replace("\\", "\\\\")));

        RawHttp.Reply reply = raw("GET /api/v1/leads/" + segment + " HTTP/1.1\n", "");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().at("/data/id").asString()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"fields", "preview"})
    void aSegmentCannotHaveTheIdOfAnotherPath(String id) {
        assertProblem(send("PUT", "/api/v1/segments/" + id, """
                {"name": "x", "rules": {"combinator": "and", "rules": [{"field": "email", "operator": "notNull"}]}}"""), 405);
    }

    /** Otherwise it could be stored, and neither be read nor deleted. */
    @Test
    void aLeadCannotHaveTheIdOfAnotherPath() {
        List<String> taken = api.routes().stream()
                .map(ApiServer.Route::path)
                .filter(path -> path.matches("/api/v1/leads/[a-z-]+"))
                .filter(path -> !path.endsWith("/x"))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .distinct()
                .toList();

        assertThat(taken).contains("bulk", "import");
        for (String id : taken) {
            assertThat(api.post("/api/v1/leads", "{\"id\": \"%s\"}".formatted(id))
                            .error("id"))
                    .contains("is part of the API's paths");
        }
    }

    @Test
    void aVersionOfHttpThatIsNotSpokenHereIsTheFaultOfTheRequest() {
        assertProblem(raw("GET /api/v1/leads HTTP/3.7\n", ""), 400);
    }

    @Test
    void aProblemNamesThePathThatWasAskedFor() {
        RawHttp.Reply reply = raw("GET /api/v1/leads/../segments HTTP/1.1\n", "");

        assertThat(reply.json().path("instance").asString()).isEqualTo("/api/v1/leads/../segments");
    }

    @Test
    void aProblemSaysNothingOfTheCodeBehindIt() {
        RawHttp.Reply deep = raw("POST /api/v1/segments HTTP/1.1\nContent-Type: application/json\n", "[".repeat(2_000));
        RawHttp.Reply wrongType =
                raw("POST /api/v1/campaigns HTTP/1.1\nContent-Type: application/json\n", "{\"max_rate\": {}}");

        for (RawHttp.Reply reply : List.of(deep, wrongType)) {
            assertProblem(reply, 400);
            assertThat(reply.body()).doesNotContainPattern(CODE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "{\"id\": NaN}", "{\"id\": -INF}", "{", "[1", "-", "/* x */ {}", "{'id': 1}", "# x"})
    void malformedJsonIsExplainedWithoutNamesOfTheCode(String body) {
        RawHttp.Reply reply = raw("POST /api/v1/leads HTTP/1.1\nContent-Type: application/json\n", body);

        assertProblem(reply, 400);
        assertThat(reply.json().path("detail").asString())
                .startsWith("The body is not well-formed JSON at line 1, column ")
                .doesNotContainPattern(CODE);
    }

    @Test
    void aMistypedParameterIsRefusedWithASuggestion() {
        ApiServer.Reply reply = api.get("/api/v1/leads?limits=5");

        assertThat(reply.error("limits")).contains("did you mean limit?");
    }

    private RawHttp.Reply raw(String head, String body) {
        return RawHttp.send(api.port(), head, body);
    }

    private static void assertProblem(RawHttp.Reply reply, int status) {
        assertThat(reply.status()).as(reply.headers() + "\n" + reply.body()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/problem+json");
        assertThat(reply.json().path("success").asBoolean(true)).isFalse();
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.json().path("detail").asString("")).isNotEmpty();
    }

    private ApiServer.Reply send(String method, String path, String body) {
        return api.exchange(api.json(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void assertProblem(ApiServer.Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().path("success").asBoolean(true)).isFalse();
        assertThat(reply.detail()).isNotEmpty().hasSizeLessThan(2_000);
    }
}
