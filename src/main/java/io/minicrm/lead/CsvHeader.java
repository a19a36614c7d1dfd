package io.minicrm.lead;

import io.minicrm.text.Blank;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first row of a file, and the attribute that each column would become. Most headers name an attribute as they are;
 * the others are renamed: {@code Total Spend ($)} becomes {@code Total Spend}, {@code 2nd name} becomes {@code _2nd
 * name}, and the third column becomes {@code column_3} if it has no header.
 *
 * @param headers the headers as they stand in the file
 * @param names the headers with what cannot stand in the name of an attribute replaced; not yet unique
 */
record CsvHeader(List<String> headers, List<String> names) {

    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^\\p{L}\\p{N}_ -]+");
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final int MAX_NAME_LENGTH = 64;

    /** @throws InvalidImportException if the row cannot be read */
    static CsvHeader of(CsvRow row) {
        if (row.problem() != null) {
            throw InvalidImportException.ofFile("header", row.problem());
        }
        List<String> headers = row.cells();
        for (String header : headers) {
            if (header.indexOf(CsvEncoding.REPLACEMENT) >= 0) {
                throw InvalidImportException.ofFile(
                        "file",
                        "has a header that is not valid in the encoding; save the file in UTF-8, or give charset=…");
            }
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < headers.size(); i++) {
            names.add(name(headers.get(i), i));
        }
        return new CsvHeader(headers, List.copyOf(names));
    }

    /** The headers, for messages. */
    String shown() {
        return String.join(", ", headers);
    }

    int size() {
        return headers.size();
    }

    /** The column with this header; -1 if there is none. */
    int column(String header) {
        return headers.indexOf(Blank.strip(header));
    }

    /** The name of a column's attribute that is not among those taken, which it is added to. */
    String uniqueName(int column, Set<String> taken) {
        String name = names.get(column);
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            String suffix = "_" + i;
            unique = start(name, MAX_NAME_LENGTH - suffix.length()) + suffix;
        }
        return unique;
    }

    /** The names of a lead's own fields, which no attribute can have. */
    static Set<String> fieldNames() {
        var names = new HashSet<String>();
        for (CsvMapping.Field field : CsvMapping.Field.values()) {
            names.add(field.code());
        }
        return names;
    }

    private static String name(String header, int column) {
        if (Attributes.isName(header)) {
            return header;
        }
        String composed = Normalizer.normalize(header, Normalizer.Form.NFC);
        String plain = Blank.strip(
                SPACES.matcher(NOT_IN_NAMES.matcher(composed).replaceAll(" ")).replaceAll(" "));
        if (plain.isEmpty()) {
            return "column_" + (column + 1);
        }
        int first = plain.codePointAt(0);
        return Blank.strip(start(Character.isLetter(first) || first == '_' ? plain : "_" + plain, MAX_NAME_LENGTH));
    }

    private static String start(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }
}
