package io.minicrm.app;

import io.minicrm.api.SystemFacts;
import io.minicrm.api.SystemFacts.StoreKind;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;

/** What the API says of this process. */
final class ProcessFacts {

    private ProcessFacts() {}

    static SystemFacts of(Settings settings, Set<ProcessRole> roles, Workers workers, Clock clock) {
        BackendSettings backends = settings.backends();
        return new SystemFacts(
                ProcessFacts.class.getPackage().getImplementationVersion(),
                store(backends),
                backends.embedsDatabase(),
                backends.kafka().isEmbedded(),
                roles.stream()
                        .sorted()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .toList(),
                clock.instant(),
                workers::states,
                settings.channels().missing());
    }

    private static StoreKind store(BackendSettings backends) {
        String url = backends.databaseUrl();
        if (url == null) {
            return StoreKind.POSTGRESQL;
        }
        return switch (DatabaseUrl.parse(url)) {
            case DatabaseUrl.Postgres postgres -> StoreKind.POSTGRESQL;
            case DatabaseUrl.Mongo mongo -> StoreKind.MONGODB;
        };
    }
}
