package io.minicrm.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param name as the audit log and {@code created_by} have it, such as {@code key:nightly-import} or
 *     {@code user:ann@example.com}
 * @param scopes what the principal may do
 * @param role the role of a user; null for all others
 */
public record Principal(
        String name, Set<Scope> scopes, @Nullable AccessRole role) {

    /** Who makes requests while access control is switched off: anybody on this machine, with every scope. */
    public static final Principal LOCAL = new Principal("local", Set.of(Scope.values()));

    /** The owner of the installation. */
    public static final Principal OWNER = new Principal("owner", Set.of(Scope.values()));

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** A principal without a role. */
    public Principal(String name, Set<Scope> scopes) {
        this(name, scopes, null);
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
