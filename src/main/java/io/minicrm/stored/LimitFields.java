package io.minicrm.stored;

import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;

/** The fields of a rate limit. */
public final class LimitFields {

    private static final FieldList<Limit> FIELDS = new FieldList<>();

    private static final StoredField<Limit, Scope> SCOPE =
            FIELDS.required("scope", FieldList.oneOf(Scope.values(), Scope::code), Limit::scope);
    private static final StoredField<Limit, String> NAME = FIELDS.required("name", new FieldType.Id(), Limit::name);
    private static final StoredField<Limit, Integer> PER_SECOND =
            FIELDS.required("per_second", new FieldType.Int(1, Integer.MAX_VALUE), Limit::perSecond);

    public static final Mapping<Limit> MAPPING =
            FIELDS.read(values -> new Limit(values.get(SCOPE), values.get(NAME), values.get(PER_SECOND)));

    private LimitFields() {}
}
