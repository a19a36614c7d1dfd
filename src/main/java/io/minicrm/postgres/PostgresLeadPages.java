package io.minicrm.postgres;

import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadPosition;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and counts leads by text, and in an order. */
final class PostgresLeadPages {

    private static final String CONTAINS_TEXT = """
            (strpos(lower(id COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
             OR strpos(lower(name COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
             OR strpos(lower(email COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
             OR strpos(lower(phone COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0)""";

    private final JdbcClient jdbc;

    PostgresLeadPages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Lead> list(LeadQuery query) {
        String columns = columns(query.sort());
        String direction = query.sort().isDescending() ? " DESC" : "";
        var conditions = new ArrayList<String>();
        var parameters = new ArrayList<Object>();
        addText(query.text(), conditions, parameters);
        LeadPosition after = query.after();
        if (after != null) {
            boolean isById = query.sort().field() == LeadSort.Field.ID;
            conditions.add(
                    "(%s) %s (%s)".formatted(columns, query.sort().isDescending() ? "<" : ">", isById ? "?" : "?, ?"));
            if (!isById) {
                parameters.add(value(query.sort(), after));
            }
            parameters.add(after.id());
        }
        parameters.add(query.limit());
        return jdbc.sql("SELECT " + Rows.LEADS.columns() + " FROM leads" + where(conditions) + " ORDER BY "
                        + columns.replace(", id", direction + ", id") + direction + " LIMIT ?")
                .params(parameters)
                .query(Rows.LEADS)
                .list();
    }

    long count(@Nullable String text, int max) {
        var conditions = new ArrayList<String>();
        var parameters = new ArrayList<Object>();
        addText(text, conditions, parameters);
        parameters.add(max);
        return jdbc.sql("SELECT count(*) FROM (SELECT 1 FROM leads" + where(conditions) + " LIMIT ?) found")
                .params(parameters)
                .query(Long.class)
                .single();
    }

    private static void addText(@Nullable String text, List<String> conditions, List<Object> parameters) {
        if (text != null) {
            conditions.add(CONTAINS_TEXT);
            parameters.addAll(List.of(text, text, text, text));
        }
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static String columns(LeadSort sort) {
        return switch (sort.field()) {
            case ID -> "id";
            case NAME -> "coalesce(name, ''), id";
            case EMAIL -> "coalesce(email, ''), id";
            case CREATED_AT -> "created_at, id";
        };
    }

    private static Object value(LeadSort sort, LeadPosition position) {
        return switch (sort.field()) {
            case ID, NAME, EMAIL -> position.value();
            case CREATED_AT ->
                new SqlParameterValue(
                        Types.TIMESTAMP_WITH_TIMEZONE, Timestamps.ofNullable(Instant.parse(position.value())));
        };
    }
}
