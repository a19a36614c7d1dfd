package io.minicrm.stored;

import io.minicrm.access.AccessRole;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fields of a user. */
public final class UserFields {

    private static final int MAX_TEXT = 1_000;

    private static final FieldList<User> FIELDS = new FieldList<>();

    private static final StoredField<User, String> ID = FIELDS.required("id", new FieldType.Id(), User::id);
    private static final StoredField<User, String> EMAIL =
            FIELDS.required("email", FieldList.text(User.MAX_EMAIL_LENGTH), User::email);
    private static final StoredField<User, String> NAME =
            FIELDS.required("name", FieldList.text(User.MAX_NAME_LENGTH), User::name);
    private static final StoredField<User, AccessRole> ROLE =
            FIELDS.required("role", FieldList.oneOf(AccessRole.values(), AccessRole::code), User::role);
    private static final StoredField<User, String> PASSWORD_HASH =
            FIELDS.optional("password_hash", FieldList.text(MAX_TEXT), User::passwordHash);
    private static final StoredField<User, String> IDENTITY =
            FIELDS.optional("identity", FieldList.text(LinkedIdentity.MAX_LENGTH), UserFields::identity);
    private static final StoredField<User, Boolean> DISABLED =
            FIELDS.required("disabled", new FieldType.Flag(), User::disabled);
    private static final StoredField<User, String> CREATED_BY =
            FIELDS.required("created_by", FieldList.text(MAX_TEXT), User::createdBy);
    private static final StoredField<User, Instant> CREATED_AT =
            FIELDS.required("created_at", new FieldType.Time(), User::createdAt);

    public static final Mapping<User> MAPPING = FIELDS.read(values -> new User(
            values.get(ID),
            values.get(EMAIL),
            values.get(NAME),
            values.get(ROLE),
            values.find(PASSWORD_HASH),
            identity(values.find(IDENTITY)),
            values.get(DISABLED),
            values.get(CREATED_BY),
            values.get(CREATED_AT)));

    private static @Nullable String identity(User user) {
        return user.identity() == null ? null : user.identity().text();
    }

    private static @Nullable LinkedIdentity identity(@Nullable String text) {
        return text == null ? null : LinkedIdentity.of(text);
    }

    private UserFields() {}
}
