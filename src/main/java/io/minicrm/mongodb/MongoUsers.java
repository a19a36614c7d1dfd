package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.access.AccessRole;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.User;
import io.minicrm.access.Users;
import io.minicrm.stored.UserFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Users in the collection {@code users}; the id is the key. */
final class MongoUsers implements Users {

    static final String COLLECTION = "users";

    private static final String EMAIL = "email";

    private static final String IDENTITY = "identity";
    private static final String ROLE = "role";
    private static final String DISABLED = "disabled";

    private static final DocumentMapping<User> MAPPING =
            new DocumentMapping<>(UserFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> users;

    MongoUsers(MongoDatabase database) {
        this.users = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
        database.getCollection(COLLECTION)
                .createIndex(
                        Indexes.ascending(EMAIL), new IndexOptions().name(EMAIL).unique(true));
        database.getCollection(COLLECTION)
                .createIndex(
                        Indexes.ascending(IDENTITY),
                        // Most users have none.
                        new IndexOptions().name(IDENTITY).unique(true).sparse(true));
    }

    @Override
    public boolean add(User user) {
        try {
            users.insertOne(MAPPING.of(user));
            return true;
        } catch (MongoWriteException refused) {
            if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public Optional<User> find(String id) {
        return Optional.ofNullable(users.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return Optional.ofNullable(users.find(Filters.eq(EMAIL, email)).first()).map(MAPPING::read);
    }

    @Override
    public Optional<User> findByIdentity(LinkedIdentity identity) {
        return Optional.ofNullable(
                        users.find(Filters.eq(IDENTITY, identity.text())).first())
                .map(MAPPING::read);
    }

    @Override
    public List<User> list(@Nullable String afterEmail, int limit) {
        Bson rest = afterEmail == null ? Filters.empty() : Filters.gt(EMAIL, afterEmail);
        return users.find(rest)
                .sort(Sorts.ascending(EMAIL))
                .limit(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    @Override
    public boolean replace(User user) {
        return users.replaceOne(Filters.eq(user.id()), MAPPING.of(user)).getMatchedCount() == 1;
    }

    @Override
    public boolean refresh(String id, String name, AccessRole role) {
        return users.updateOne(
                                FlatFilters.allOf(Filters.eq(id), Filters.eq(DISABLED, false)),
                                Updates.combine(Updates.set("name", name), Updates.set(ROLE, role.code())))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean delete(String id) {
        return users.deleteOne(Filters.eq(id)).getDeletedCount() == 1;
    }

    @Override
    public long countActiveAdmins() {
        return users.countDocuments(
                FlatFilters.allOf(Filters.eq(ROLE, AccessRole.ADMIN.code()), Filters.eq(DISABLED, false)));
    }
}
