package io.minicrm.deploy;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of the checkout. */
final class Documents {

    static final Path DEPLOY = Path.of("deploy");

    private static final JsonMapper JSON = new JsonMapper();

    private Documents() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The documents of a YAML stream, without empty ones. Duplicate keys are refused. */
    static List<JsonNode> yaml(String stream) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(stream)) {
            if (document != null) {
                documents.add(JSON.valueToTree(document));
            }
        }
        return documents;
    }

    /** The environment variables that docs/operations.md describes. */
    static Set<String> documentedVariables() {
        return Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|")
                .matcher(text(Path.of("docs/operations.md")))
                .results()
                .map(match -> match.group(1))
                .collect(toUnmodifiableSet());
    }
}
