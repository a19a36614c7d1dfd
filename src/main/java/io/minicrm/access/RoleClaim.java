package io.minicrm.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which role a person has, according to the claims of an identity provider.
 *
 * @param name the claim, a text or a list of texts; a dot leads into an object, as in {@code realm_access.roles}. Null:
 *     the provider says nothing about roles
 * @param values the values of the claim that give a role
 * @param defaultRole the role of everybody else; null: they may not log in
 */
public record RoleClaim(
        @Nullable String name,
        Map<AccessRole, Set<String>> values,
        @Nullable AccessRole defaultRole) {

    /** Who has several gets the first. */
    private static final List<AccessRole> PRECEDENCE =
            List.of(AccessRole.ADMIN, AccessRole.MARKETER, AccessRole.OPERATOR, AccessRole.VIEWER);

    public RoleClaim {
        values = Map.copyOf(values);
    }

    /** Whether the provider decides about roles at each log-in; otherwise administrators do after the first. */
    public boolean decides() {
        return name != null;
    }

    /** The role of somebody with these claims; empty if there is none. */
    public Optional<AccessRole> roleIn(Map<String, Object> claims) {
        Collection<?> given = name == null ? List.of() : given(name, claims);
        return PRECEDENCE.stream()
                .filter(role -> values.getOrDefault(role, Set.of()).stream().anyMatch(given::contains))
                .findFirst()
                .or(() -> Optional.ofNullable(defaultRole));
    }

    private static Collection<?> given(String name, Map<String, Object> claims) {
        Object value = find(name, claims);
        return switch (value) {
            case Collection<?> several -> several;
            case String one -> List.of(one);
            case null, default -> List.of();
        };
    }

    /** The claim itself first: names that are URLs contain dots. */
    private static @Nullable Object find(String name, Map<?, ?> claims) {
        Object value = claims.get(name);
        int dot = name.indexOf('.');
        return value == null && dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(name.substring(dot + 1), inner)
                : value;
    }
}
