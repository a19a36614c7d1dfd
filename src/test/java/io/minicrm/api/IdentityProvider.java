package io.minicrm.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * An identity provider: OpenID Connect with the authorization code flow and PKCE. It checks what a provider has to
 * check, and answers 400 or 401 otherwise. A test says who logs in, and what is wrong with the answers.
 */
final class IdentityProvider implements AutoCloseable {

    static final String CLIENT_ID = "mini-crm";
    static final String CLIENT_SECRET = "the secret of the client at the provider";

    private static final JsonMapper JSON = new JsonMapper();
    private static final RSAKey KEY = newKey("current");
    private static final RSAKey OTHER_KEY = newKey("current");

    private final Map<String, Authorization> codes = new ConcurrentHashMap<>();
    private final Map<String, Person> tokens = new ConcurrentHashMap<>();
    private volatile HttpServer server;
    private final int port;

    /** Who logs in. */
    volatile Person person = new Person("1", Map.of());

    volatile Fault fault = Fault.NONE;

    /** What is wrong. */
    enum Fault {
        NONE,
        WRONG_NONCE,
        NO_NONCE,
        WRONG_ISSUER,
        WRONG_AUDIENCE,
        OTHER_AUTHORIZED_PARTY,
        EXPIRED,
        FROM_THE_FUTURE,
        WRONG_SIGNATURE,
        NOT_SIGNED,
        SIGNED_WITH_THE_SECRET,
        NO_TOKEN,
        CLAIMS_OF_SOMEBODY_ELSE,
        DENIED,
        TOKENS_HANG,
        TOKENS_WITHOUT_END
    }

    /** @param claims beyond the subject; they are in the answer of the user info endpoint */
    record Person(String subject, Map<String, Object> claims) {}

    private record Authorization(Person person, String nonce, String redirectUri, String challenge) {}

    private interface Handler {
        void handle(HttpExchange exchange, Map<String, String> parameters) throws IOException, JOSEException;
    }

    /** Ends requests that hang. */
    private final CountDownLatch closed = new CountDownLatch(1);

    IdentityProvider() {
        start(0);
        port = server.getAddress().getPort();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Listens on the port that it had. */
    void start() {
        start(port);
    }

    private void start(int wanted) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        on("/.well-known/openid-configuration", (exchange, parameters) -> answer(exchange, 200, metadata()));
        on("/jwks", (exchange, parameters) -> answer(exchange, 200, new JWKSet(KEY.toPublicJWK()).toJSONObject()));
        on("/authorize", this::authorize);
        on("/token", this::token);
        on("/userinfo", this::userInfo);
        on("/logout", this::logOut);
        server.start();
    }

    /** Nobody listens any more. */
    void stop() {
        server.stop(0);
    }

    String issuer() {
        return "http://localhost:" + port;
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "issuer", issuer(),
                "authorization_endpoint", issuer() + "/authorize",
                "token_endpoint", issuer() + "/token",
                "userinfo_endpoint", issuer() + "/userinfo",
                "jwks_uri", issuer() + "/jwks",
                "end_session_endpoint", issuer() + "/logout",
                "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
    }

    private void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                String query = exchange.getRequestURI().getRawQuery();
                handler.handle(exchange, parameters(form.isEmpty() ? query : form));
            } catch (JOSEException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    static Map<String, String> parameters(String query) {
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void authorize(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        boolean isRight = CLIENT_ID.equals(parameters.get("client_id"))
                && "code".equals(parameters.get("response_type"))
                && parameters.get("scope").contains("openid")
                && "S256".equals(parameters.get("code_challenge_method"))
                && parameters.get("redirect_uri").endsWith("/oidc/callback");
        if (!isRight) {
            answer(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String state = URLEncoder.encode(parameters.get("state"), StandardCharsets.UTF_8);
        if (fault == Fault.DENIED) {
            sendBack(exchange, parameters.get("redirect_uri") + "?error=access_denied&state=" + state);
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(
                code,
                new Authorization(
                        person,
                        parameters.get("nonce"),
                        parameters.get("redirect_uri"),
                        parameters.get("code_challenge")));
        sendBack(exchange, parameters.get("redirect_uri") + "?code=" + code + "&state=" + state);
    }

    private void logOut(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        boolean isRight = CLIENT_ID.equals(parameters.get("client_id")) && parameters.containsKey("id_token_hint");
        if (isRight) {
            sendBack(exchange, parameters.get("post_logout_redirect_uri"));
        } else {
            answer(exchange, 400, Map.of("error", "invalid_request"));
        }
    }

    private static void sendBack(HttpExchange exchange, String address) throws IOException {
        exchange.getResponseHeaders().add("Location", address);
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange, Map<String, String> parameters) throws IOException, JOSEException {
        String basic = Base64.getEncoder()
                .encodeToString((URLEncoder.encode(CLIENT_ID, StandardCharsets.UTF_8) + ":"
                                + URLEncoder.encode(CLIENT_SECRET, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        if (fault == Fault.TOKENS_HANG) {
            waitForClose();
            return;
        }
        if (fault == Fault.TOKENS_WITHOUT_END) {
            answerWithoutEnd(exchange);
            return;
        }
        // A code works once, whatever comes of it.
        Authorization authorization = codes.remove(parameters.get("code"));
        if (authorization == null
                || !authorization.redirectUri().equals(parameters.get("redirect_uri"))
                || !authorization
                        .challenge()
                        .equals(CodeChallenge.compute(
                                        CodeChallengeMethod.S256, new CodeVerifier(parameters.get("code_verifier")))
                                .getValue())) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        String accessToken = UUID.randomUUID().toString();
        tokens.put(accessToken, authorization.person());
        Map<String, Object> body =
                new HashMap<>(Map.of("access_token", accessToken, "token_type", "Bearer", "expires_in", 60));
        if (fault != Fault.NO_TOKEN) {
            body.put("id_token", idToken(authorization).serialize());
        }
        answer(exchange, 200, body);
    }

    private JWT idToken(Authorization authorization) throws JOSEException {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(fault == Fault.WRONG_ISSUER ? "https://evil.example" : issuer())
                .subject(authorization.person().subject())
                .audience(fault == Fault.WRONG_AUDIENCE ? "somebody-else" : CLIENT_ID)
                .issueTime(Date.from(fault == Fault.FROM_THE_FUTURE ? now.plusSeconds(3_600) : now.minusSeconds(600)))
                .expirationTime(Date.from(now.plusSeconds(fault == Fault.EXPIRED ? -300 : 7_200)));
        if (fault == Fault.OTHER_AUTHORIZED_PARTY) {
            claims.audience(List.of(CLIENT_ID, "somebody-else")).claim("azp", "somebody-else");
        }
        if (fault != Fault.NO_NONCE) {
            claims.claim("nonce", fault == Fault.WRONG_NONCE ? "another" : authorization.nonce());
        }
        return switch (fault) {
            case NOT_SIGNED -> new PlainJWT(claims.build());
            case SIGNED_WITH_THE_SECRET -> {
                var signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
                signed.sign(new MACSigner(CLIENT_SECRET));
                yield signed;
            }
            default -> {
                RSAKey key = fault == Fault.WRONG_SIGNATURE ? OTHER_KEY : KEY;
                var signed = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .build(),
                        claims.build());
                signed.sign(new RSASSASigner(key));
                yield signed;
            }
        };
    }

    private void userInfo(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Person owner = header == null ? null : tokens.get(header.replace("Bearer ", ""));
        if (owner == null) {
            answer(exchange, 401, Map.of("error", "invalid_token"));
            return;
        }
        Map<String, Object> claims = new HashMap<>(owner.claims());
        claims.put("sub", fault == Fault.CLAIMS_OF_SOMEBODY_ELSE ? "somebody else" : owner.subject());
        answer(exchange, 200, claims);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
    }

    private static void answerWithoutEnd(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("{\"access_token\": \"".getBytes(StandardCharsets.UTF_8));
        byte[] more = new byte[65_536];
        Arrays.fill(more, (byte) 'a');
        while (true) {
            // Ends when the client closes the connection.
            exchange.getResponseBody().write(more);
        }
    }

    private void waitForClose() {
        try {
            closed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The callback to which the provider sends a browser that comes with this address. */
    URI authorize(URI address) {
        if (!address.toString().startsWith(issuer() + "/authorize?")) {
            throw new AssertionError("not the authorization endpoint: " + address);
        }
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var answer = client.send(
                    java.net.http.HttpRequest.newBuilder(address).build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
            return URI.create(
                    answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer.body())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        stop();
    }
}
