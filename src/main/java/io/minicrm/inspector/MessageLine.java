package io.minicrm.inspector;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads messages in the form in which the inspector writes them. The text of each value is kept, because a value that
 * is parsed and written again could differ.
 */
final class MessageLine {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String line;
    private final BiConsumer<JsonNode, @Nullable String> sink;
    private int count;

    private MessageLine(String line, BiConsumer<JsonNode, @Nullable String> sink) {
        this.line = line;
        this.sink = sink;
    }

    /**
     * Reads the messages of a line.
     *
     * @param sink receives each message with the text of its {@code value}, or null if it has none
     * @return the number of messages
     */
    static int read(String line, BiConsumer<JsonNode, @Nullable String> sink) {
        MessageLine reading = new MessageLine(line, sink);
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BrokerRefusedException("A line is not a JSON object as `inspect --json` writes it", null);
            }
            reading.object(parser);
        } catch (JacksonException broken) {
            throw new BrokerRefusedException("A line is not valid JSON: " + broken.getOriginalMessage(), broken);
        }
        return reading.count;
    }

    private void object(JsonParser parser) {
        int begin = (int) parser.currentTokenLocation().getCharOffset();
        String value = null;
        boolean isAnswer = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("messages") && token == JsonToken.START_ARRAY) {
                isAnswer = true;
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    object(parser);
                }
            } else if (name.equals("value")) {
                value = text(parser, token);
            } else {
                parser.skipChildren();
            }
        }
        if (!isAnswer) {
            int end = (int) parser.currentLocation().getCharOffset();
            sink.accept(JSON.readTree(line.substring(begin, end)), value);
            count++;
        }
    }

    private String text(JsonParser parser, JsonToken token) {
        int begin = (int) parser.currentTokenLocation().getCharOffset();
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            String scalar = parser.getString();
            if (token != JsonToken.VALUE_STRING) {
                return scalar;
            }
        }
        return line.substring(begin, (int) parser.currentLocation().getCharOffset());
    }
}
