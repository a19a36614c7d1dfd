package io.minicrm.api;

import io.minicrm.access.Scope;
import io.minicrm.inspector.RecordView;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hides personal data from callers without the scope {@code pii:read}. */
final class PersonalData {

    /** Stands for what the caller may not see. */
    static final String MASK = "***";

    private static final String LETTERS_OF_ADDRESS = "[^\\s<>()\\[\\]\"',;:=&?/]+";

    /**
     * Providers quote addresses when they refuse a message: e-mail addresses, also percent-encoded, and phone numbers.
     * These have 9 digits and more, or 6 after a plus, so that replies such as {@code 550 5.1.1} stay.
     */
    private static final Pattern ADDRESS = Pattern.compile(LETTERS_OF_ADDRESS + "(?:@|%40)" + LETTERS_OF_ADDRESS
            + "|\\+\\d(?:[ .()/-]{0,2}\\d){5,}|(?<![\\w.-])\\d(?:[ .()/-]{0,2}\\d){8,}(?![\\w-])");

    private PersonalData() {}

    /** Whether the caller of the current request may see personal data. */
    static boolean isVisible() {
        return Caller.current().has(Scope.PII_READ);
    }

    /** A text of a provider or of an error: without the addresses in it if the caller may not see them. */
    static String text(String text) {
        return isVisible() ? text : withoutAddresses(text);
    }

    /** The same for a text that may be missing. */
    static @Nullable String textIfAny(@Nullable String text) {
        return text == null ? null : text(text);
    }

    /** Headers of a record. Those of dead letters quote the error. */
    static List<RecordView.Header> headers(List<RecordView.Header> headers) {
        return isVisible()
                ? headers
                : headers.stream().map(PersonalData::masked).toList();
    }

    private static RecordView.Header masked(RecordView.Header header) {
        String value = header.valueBase64() == null ? textIfAny(header.value()) : MASK;
        return new RecordView.Header(header.name(), value, null);
    }

    static String withoutAddresses(String text) {
        return ADDRESS.matcher(text).replaceAll(MASK);
    }
}
