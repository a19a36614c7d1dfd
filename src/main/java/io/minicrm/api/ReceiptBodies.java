package io.minicrm.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the bodies of requests with receipts: limited in size, signed if that was agreed, JSON. */
final class ReceiptBodies {

    static final long MAX_BYTES = 256L << 10;

    private final ReceiptSignature signature;
    private final BodyBudget budget;
    private final JsonMapper json;

    ReceiptBodies(ReceiptSignature signature, BodyBudget budget, JsonMapper json) {
        this.signature = signature;
        this.budget = budget;
        this.json = json;
    }

    /**
     * The elements of the array in the body, or the body itself if it is not an array.
     *
     * @param channel whose provider sends them
     * @throws UnsignedReceiptException if the body is not signed as agreed
     * @throws MalformedJsonException if it is not JSON
     */
    List<JsonNode> read(String channel, InputStream stream, HttpHeaders headers) throws IOException {
        signature.checkHeaders(channel, headers);
        byte[] body =
                budget.limited(stream, headers.getContentLength(), MAX_BYTES).readAllBytes();
        signature.check(channel, body, headers);
        try {
            JsonNode root = json.readTree(body);
            return root.isArray() ? List.copyOf(root.values()) : List.of(root);
        } catch (JacksonException malformed) {
            throw new MalformedJsonException(malformed);
        }
    }
}
