package io.minicrm.importing;

import io.minicrm.lead.ImportResult;
import io.minicrm.problem.FieldProblem;
import io.minicrm.text.StoredText;
import org.jspecify.annotations.Nullable;

/**
 * Why an import ended before the end of its file.
 *
 * @param line the line at which reading ended, from 1; null if no line is at fault
 * @param field the parameter or column at fault, or {@code file}
 * @param message what is wrong and how to fix it, a sentence without its subject
 */
public record ImportFailure(@Nullable Long line, String field, String message) {

    /** The longest field and message, in UTF-16 units. */
    public static final int MAX_LENGTH = 1_000;

    public ImportFailure {
        field = StoredText.cleaned(field, MAX_LENGTH);
        message = StoredText.cleaned(message, MAX_LENGTH);
    }

    static ImportFailure of(FieldProblem problem) {
        return new ImportFailure(null, problem.field(), problem.message());
    }

    static ImportFailure of(ImportResult.RowError fatal) {
        return new ImportFailure(fatal.line(), fatal.field(), fatal.message());
    }

    static ImportFailure ofFile(String message) {
        return new ImportFailure(null, "file", message);
    }
}
