package io.minicrm.stored;

import io.minicrm.importing.ImportFailure;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportProgress;
import io.minicrm.importing.ImportSource;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportTotals;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The fields of an import. Its owner, and when it was last seen, belong to the store. */
public final class ImportFields {

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_JSON = 1_000_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final FieldList<ImportJob> FIELDS = new FieldList<>();

    private static final StoredField<ImportJob, String> ID = FIELDS.required("id", new FieldType.Id(), ImportJob::id);
    private static final StoredField<ImportJob, ImportSource.Kind> KIND = FIELDS.required(
            "kind",
            FieldList.oneOf(ImportSource.Kind.values(), ImportSource.Kind::code),
            job -> job.source().kind());
    private static final StoredField<ImportJob, String> PATH = FIELDS.optional(
            "path",
            FieldList.text(ImportSource.MAX_PATH_LENGTH),
            job -> job.source().path());
    private static final StoredField<ImportJob, String> PARAMETERS = FIELDS.required(
            "parameters", FieldList.text(MAX_JSON), job -> JSON.writeValueAsString(job.sortedParameters()));

    private static final StoredField<ImportJob, String> FOLDER =
            FIELDS.required("folder", new FieldType.Id(), job -> job.origin().folder());
    private static final StoredField<ImportJob, String> CREATED_BY = FIELDS.optional(
            "created_by", FieldList.text(MAX_TEXT), job -> job.origin().createdBy());
    private static final StoredField<ImportJob, Instant> CREATED_AT = FIELDS.required(
            "created_at", new FieldType.Time(), job -> job.origin().createdAt());
    private static final StoredField<ImportJob, String> IDEMPOTENCY_KEY = FIELDS.optional(
            "idempotency_key", FieldList.text(MAX_TEXT), job -> job.origin().idempotencyKey());
    private static final StoredField<ImportJob, String> REQUEST_HASH = FIELDS.required(
            "request_hash", FieldList.text(MAX_TEXT), job -> job.origin().requestHash());

    private static final StoredField<ImportJob, ImportStatus> STATUS = FIELDS.required(
            "status",
            FieldList.oneOf(ImportStatus.values(), ImportStatus::code),
            job -> job.state().status());
    private static final StoredField<ImportJob, Integer> ATTEMPTS = FIELDS.required(
            "attempts",
            new FieldType.Int(0, Integer.MAX_VALUE),
            job -> job.state().attempts());
    private static final StoredField<ImportJob, Boolean> CANCEL_REQUESTED = FIELDS.required(
            "cancel_requested", new FieldType.Flag(), job -> job.state().isCancelRequested());
    private static final StoredField<ImportJob, Instant> STARTED_AT = FIELDS.optional(
            "started_at", new FieldType.Time(), job -> job.state().startedAt());
    private static final StoredField<ImportJob, Instant> FINISHED_AT = FIELDS.optional(
            "finished_at", new FieldType.Time(), job -> job.state().finishedAt());

    private static final StoredField<ImportJob, Long> BYTES_READ = count("bytes_read", ImportProgress::bytesRead);
    private static final StoredField<ImportJob, Long> BYTES_TOTAL = count("bytes_total", ImportProgress::bytesTotal);
    private static final StoredField<ImportJob, Long> IMPORTED =
            count("imported", at -> at.totals().imported());
    private static final StoredField<ImportJob, Long> UPDATED =
            count("updated", at -> at.totals().updated());
    private static final StoredField<ImportJob, Long> UNCHANGED =
            count("unchanged", at -> at.totals().unchanged());
    private static final StoredField<ImportJob, Long> REJECTED =
            count("rejected", at -> at.totals().rejected());
    private static final StoredField<ImportJob, Long> UNREAD =
            count("unread", at -> at.totals().unread());
    private static final StoredField<ImportJob, String> FORMAT = FIELDS.optional(
            "file", FieldList.text(MAX_JSON), job -> json(job.state().progress().file()));

    private static final StoredField<ImportJob, Long> FAILURE_LINE =
            FIELDS.optional("failure_line", new FieldType.Whole(0, Long.MAX_VALUE), failure(ImportFailure::line));
    private static final StoredField<ImportJob, String> FAILURE_FIELD =
            FIELDS.optional("failure_field", FieldList.text(ImportFailure.MAX_LENGTH), failure(ImportFailure::field));
    private static final StoredField<ImportJob, String> FAILURE_MESSAGE = FIELDS.optional(
            "failure_message", FieldList.text(ImportFailure.MAX_LENGTH), failure(ImportFailure::message));

    public static final Mapping<ImportJob> MAPPING = FIELDS.read(values -> new ImportJob(
            values.get(ID),
            new ImportSource(values.get(KIND), values.find(PATH)),
            JSON.readValue(values.get(PARAMETERS), TEXTS),
            new ImportJob.Origin(
                    values.get(FOLDER),
                    values.find(CREATED_BY),
                    values.get(CREATED_AT),
                    values.find(IDEMPOTENCY_KEY),
                    values.get(REQUEST_HASH)),
            new ImportJob.State(
                    values.get(STATUS),
                    values.get(ATTEMPTS),
                    values.get(CANCEL_REQUESTED),
                    progress(values),
                    failure(values),
                    values.find(STARTED_AT),
                    values.find(FINISHED_AT))));

    private ImportFields() {}

    private static StoredField<ImportJob, Long> count(String name, Function<ImportProgress, Long> number) {
        return FIELDS.required(
                name,
                new FieldType.Whole(0, Long.MAX_VALUE),
                job -> number.apply(job.state().progress()));
    }

    private static <T> Function<ImportJob, @Nullable T> failure(Function<ImportFailure, @Nullable T> part) {
        return job -> {
            ImportFailure failure = job.state().failure();
            return failure == null ? null : part.apply(failure);
        };
    }

    /** How a file was understood, as the stores keep it; null if it was not opened. */
    public static @Nullable String json(@Nullable FileFormat file) {
        return file == null ? null : JSON.writeValueAsString(file);
    }

    private static ImportProgress progress(FieldValues values) {
        String file = values.find(FORMAT);
        return new ImportProgress(
                values.get(BYTES_READ),
                values.get(BYTES_TOTAL),
                new ImportTotals(
                        values.get(IMPORTED),
                        values.get(UPDATED),
                        values.get(UNCHANGED),
                        values.get(REJECTED),
                        values.get(UNREAD)),
                file == null ? null : JSON.readValue(file, FileFormat.class));
    }

    private static @Nullable ImportFailure failure(FieldValues values) {
        String message = values.find(FAILURE_MESSAGE);
        return message == null
                ? null
                : new ImportFailure(values.find(FAILURE_LINE), values.get(FAILURE_FIELD), message);
    }
}
