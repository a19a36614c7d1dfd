package io.minicrm.lead;

import io.minicrm.text.Excerpt;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the beginning of a CSV file as {@link CsvImport} would, and stores nothing. */
public final class CsvPreview {

    private static final int MAX_ROWS = 1_000;
    private static final int MAX_SHOWN = 100;

    private final AttributeTypes types;
    private final InstantSource clock;

    /** @param types the types of the values of stored leads; not changed */
    public CsvPreview(AttributeTypes types, InstantSource clock) {
        this.types = types;
        this.clock = clock;
    }

    /**
     * Looks at the first {@value #MAX_ROWS} rows. The input may be the beginning of a longer file: of a row at its end
     * that is not whole, no error is reported.
     *
     * @throws InvalidImportException if the file as a whole could not be imported
     */
    public ImportPreview of(InputStream in, CsvMapping mapping) {
        CsvSource source = CsvSource.open(in, mapping);
        CsvReader reader = source.rows();
        CsvRow header = next(reader);
        if (header == null) {
            throw InvalidImportException.ofFile("file", "has no header; add a first row that names the columns");
        }
        List<CsvRow> rows = new ArrayList<>();
        CsvRow row = next(reader);
        while (row != null && rows.size() < MAX_ROWS) {
            rows.add(row);
            row = next(reader);
        }
        CsvColumns columns = CsvColumns.of(
                header, mapping, rows, types.draft(), source.encoding().code());
        return new ImportPreview(
                rows.size(),
                new ImportResult.FileFormat(
                        source.encoding().code(),
                        String.valueOf(source.delimiter()),
                        columns.key().code(),
                        mapping.mode().code(),
                        columns.described()),
                samples(header.cells().size(), rows),
                errors(columns, rows, row == null));
    }

    private static @Nullable CsvRow next(CsvReader reader) {
        CsvRow row = reader.next();
        while (row != null && row.isBlank()) {
            row = reader.next();
        }
        return row;
    }

    private static List<List<String>> samples(int columns, List<CsvRow> rows) {
        List<List<String>> samples = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            int column = i;
            samples.add(rows.stream()
                    .filter(row -> row.cells().size() > column)
                    .map(row -> row.cells().get(column))
                    .filter(cell -> !cell.isEmpty())
                    .map(cell -> Excerpt.start(cell, MAX_SHOWN))
                    .distinct()
                    .limit(ImportPreview.MAX_SAMPLES)
                    .toList());
        }
        return samples;
    }

    private List<ImportResult.RowError> errors(CsvColumns columns, List<CsvRow> rows, boolean endsHere) {
        var errors = new ArrayList<ImportResult.RowError>();
        int whole = endsHere ? rows.size() - 1 : rows.size();
        for (int i = 0; i < rows.size() && errors.size() < ImportResult.MAX_ERRORS; i++) {
            try {
                columns.change(rows.get(i), clock.instant());
            } catch (InvalidLeadException invalid) {
                if (i < whole) {
                    errors.add(new ImportResult.RowError(
                            rows.get(i).line(),
                            invalid.problem().field(),
                            invalid.problem().message()));
                }
            }
        }
        return errors;
    }
}
