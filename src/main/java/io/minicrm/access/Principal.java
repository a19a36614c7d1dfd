package io.minicrm.access;

import java.util.Set;

/**
 * Who makes a request.
 *
 * @param name as the audit log and {@code created_by} have it, such as {@code key:nightly-import}
 * @param scopes what the principal may do
 */
public record Principal(String name, Set<Scope> scopes) {

    /** Who makes requests while access control is switched off: anybody on this machine, with every scope. */
    public static final Principal LOCAL = new Principal("local", Set.of(Scope.values()));

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
