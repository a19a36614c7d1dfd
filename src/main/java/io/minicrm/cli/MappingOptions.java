package io.minicrm.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a CSV file is read: a mixin of every command that imports one. */
final class MappingOptions {

    @Option(names = "--id", paramLabel = "COLUMN", description = "Column of the lead's id.")
    private @Nullable String id;

    @Option(names = "--name", paramLabel = "COLUMN", description = "Column of the name.")
    private @Nullable String name;

    @Option(names = "--email", paramLabel = "COLUMN", description = "Column of the e-mail address.")
    private @Nullable String email;

    @Option(names = "--phone", paramLabel = "COLUMN", description = "Column of the phone number.")
    private @Nullable String phone;

    @Option(
            names = "--unsubscribed",
            paramLabel = "COLUMN",
            description = "Column that marks leads who must not receive messages.")
    private @Nullable String unsubscribed;

    @Option(
            names = "--type",
            paramLabel = "COLUMN=TYPE",
            description = "Type of a column: text, number, boolean or date. Default: detected. May be repeated.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "Character between the cells, or the word tab. Default: detected.")
    private @Nullable String delimiter;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description = "Encoding of the file, such as windows-1252. Default: detected.")
    private @Nullable String charset;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "Field that finds stored leads: id, email or phone. Default: the first that has a column.")
    private @Nullable String key;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "What becomes of fields that the file does not have:"
                    + " merge keeps them, replace empties them. Default: merge.")
    private @Nullable String mode;

    @Option(
            names = "--make-up-addresses",
            description = "Give leads without an e-mail address and a phone number an address that only the simulator"
                    + " accepts, to try out campaigns.")
    private boolean makesUpAddresses;

    /** The parameters of the request. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "id", id);
        put(parameters, "name", name);
        put(parameters, "email", email);
        put(parameters, "phone", phone);
        put(parameters, "unsubscribed", unsubscribed);
        put(parameters, "delimiter", delimiter);
        put(parameters, "charset", charset);
        put(parameters, "key", key);
        put(parameters, "mode", mode);
        put(parameters, "make_up_addresses", makesUpAddresses ? "true" : null);
        if (!types.isEmpty()) {
            parameters.put(
                    "types",
                    types.entrySet().stream()
                            .map(type -> type.getKey() + ":" + type.getValue())
                            .collect(Collectors.joining(",")));
        }
        return parameters;
    }

    private static void put(Map<String, String> parameters, String parameter, @Nullable String value) {
        if (value != null) {
            parameters.put(parameter, value);
        }
    }
}
