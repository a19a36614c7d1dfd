package io.minicrm.lead;

import io.minicrm.text.Similar;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a file become fields and attributes of leads.
 *
 * @param columns the header of the column for each field that is mapped explicitly
 * @param types the type of each column whose type is given explicitly
 * @param delimiter the character between cells; null to detect it
 * @param charset the encoding; null to detect it
 * @param key the field by which stored leads are found; null: the id if there is a column for it, else the e-mail
 *     address, else the phone number
 * @param mode what becomes of fields that the file does not have
 * @param makesUpAddresses whether leads without an e-mail address and a phone number get a {@link MadeUpAddress}
 */
public record CsvMapping(
        Map<Field, String> columns,
        Map<String, AttributeType> types,
        @Nullable Character delimiter,
        @Nullable Charset charset,
        LeadKey.@Nullable Field key,
        StoreMode mode,
        boolean makesUpAddresses) {

    /** Detects everything: fields by the usual names of their columns, types by the first rows. */
    public static final CsvMapping DEFAULT =
            new CsvMapping(Map.of(), Map.of(), null, null, null, StoreMode.MERGE, false);

    private static final String TYPES = "types";
    private static final String DELIMITER = "delimiter";
    private static final String CHARSET = "charset";
    private static final String KEY = "key";
    private static final String MODE = "mode";
    private static final String MAKE_UP_ADDRESSES = "make_up_addresses";
    private static final String DELIMITERS = ",;\t|";

    /** A field of a lead that a column can be mapped to, and the headers by which it is recognized if it is not. */
    public enum Field {
        /** {@link Lead#id()}. */
        ID,
        /** {@link Lead#name()}. */
        NAME,
        /** {@link Lead#email()}. */
        EMAIL,
        /** {@link Lead#phone()}. */
        PHONE,
        /** {@link Lead#unsubscribed()}. */
        UNSUBSCRIBED;

        /** The name of the request parameter that maps the field. */
        public String code() {
            return headers().getFirst();
        }

        /** The headers by which the field is recognized, in lower case, in order of preference. */
        List<String> headers() {
            return switch (this) {
                case ID -> List.of("id", "lead_id");
                case NAME -> List.of("name", "full_name");
                case EMAIL -> List.of("email", "e-mail", "email_address");
                case PHONE -> List.of("phone", "phone_number");
                case UNSUBSCRIBED -> List.of("unsubscribed", "opted_out");
            };
        }

        private static Optional<Field> ofCode(String code) {
            return List.of(values()).stream()
                    .filter(field -> field.code().equals(code))
                    .findFirst();
        }
    }

    /** The same for a file whose sender has said its encoding, unless a parameter says another. */
    public CsvMapping inCharset(@Nullable String name) {
        if (name == null || charset != null) {
            return this;
        }
        Charset named = CsvEncoding.named("Content-Type", name);
        return new CsvMapping(columns, types, delimiter, named, key, mode, makesUpAddresses);
    }

    public CsvMapping {
        columns = Map.copyOf(columns);
        types = Map.copyOf(types);
    }

    /**
     * Reads a mapping from request parameters: {@code id=customerID&name=full_name} maps columns, {@code
     * types=zip:text,age:number} sets types, {@code delimiter=;} the delimiter ({@code tab} for a tab), {@code
     * charset=…} the encoding, {@code key=email} the key, {@code mode=replace} the mode; {@code
     * make_up_addresses=true} makes up addresses.
     *
     * @throws InvalidImportException if a parameter is unknown or has an invalid value
     */
    public static CsvMapping of(Map<String, String> parameters) {
        var columns = new HashMap<Field, String>();
        var types = new LinkedHashMap<String, AttributeType>();
        Character delimiter = null;
        Charset charset = null;
        LeadKey.Field key = null;
        StoreMode mode = StoreMode.MERGE;
        boolean makesUpAddresses = false;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue().strip();
            switch (name) {
                case TYPES -> readTypes(value, types);
                case DELIMITER -> delimiter = readDelimiter(parameter.getValue());
                case CHARSET -> charset = CsvEncoding.named(CHARSET, value);
                case KEY -> key = readKey(value);
                case MODE -> mode = readMode(value);
                case MAKE_UP_ADDRESSES -> makesUpAddresses = readFlag(value);
                default -> {
                    Field field = Field.ofCode(name).orElseThrow(() -> unknown(name));
                    if (value.isEmpty()) {
                        throw new InvalidImportException(name, "is empty; give the header of a column");
                    }
                    columns.put(field, value);
                }
            }
        }
        return new CsvMapping(columns, types, delimiter, charset, key, mode, makesUpAddresses);
    }

    private static LeadKey.Field readKey(String value) {
        return LeadKey.Field.ofCode(value)
                .orElseThrow(
                        () -> new InvalidImportException(KEY, "is \"%s\"; give id, email or phone".formatted(value)));
    }

    private static StoreMode readMode(String value) {
        return StoreMode.ofCode(value)
                .orElseThrow(
                        () -> new InvalidImportException(MODE, "is \"%s\"; give merge or replace".formatted(value)));
    }

    private static boolean readFlag(String value) {
        if (!"true".equals(value) && !"false".equals(value)) {
            throw new InvalidImportException(MAKE_UP_ADDRESSES, "is \"%s\"; give true or false".formatted(value));
        }
        return "true".equals(value);
    }

    private static InvalidImportException unknown(String name) {
        List<String> known = Stream.concat(
                        Stream.of(Field.values()).map(Field::code),
                        Stream.of(TYPES, DELIMITER, CHARSET, KEY, MODE, MAKE_UP_ADDRESSES))
                .toList();
        return Similar.to(name, known).stream()
                .findFirst()
                .map(similar -> new InvalidImportException(name, "is not known; did you mean %s?".formatted(similar)))
                .orElseGet(() -> unknownOf(name));
    }

    private static InvalidImportException unknownOf(String name) {
        return new InvalidImportException(
                name,
                "is not known; map id, name, email, phone or unsubscribed,"
                        + " or give types, delimiter, charset, key, mode or make_up_addresses");
    }

    private static void readTypes(String value, Map<String, AttributeType> types) {
        for (String entry : value.split(",", -1)) {
            int colon = entry.lastIndexOf(':');
            String type = entry.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            if (colon < 1) {
                throw new InvalidImportException(TYPES, "is \"%s\"; write it as column:type".formatted(entry));
            }
            types.put(
                    entry.substring(0, colon).strip(),
                    AttributeType.ofCode(type)
                            .filter(AttributeType::isScalar)
                            .orElseThrow(() -> new InvalidImportException(
                                    TYPES, "has the type \"%s\"; give text, number, boolean or date".formatted(type))));
        }
    }

    private static Character readDelimiter(String value) {
        String character = "tab".equalsIgnoreCase(value.strip()) ? "\t" : value;
        if (character.length() != 1 || DELIMITERS.indexOf(character.charAt(0)) < 0) {
            throw new InvalidImportException(
                    DELIMITER, "is \"%s\"; give a comma, a semicolon, a | or tab".formatted(value));
        }
        return character.charAt(0);
    }
}
