package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.ApiKey;
import io.minicrm.access.Scope;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's API keys. */
public abstract class ApiKeysContract {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123Z");

    private final String id = UUID.randomUUID().toString().replace("-", "");

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private ApiKey key() {
        return new ApiKey(
                id,
                "nightly import",
                Set.of(Scope.LEADS_WRITE, Scope.READ),
                "hash-1",
                null,
                null,
                "owner",
                NOW,
                NOW.plusSeconds(60),
                null,
                null);
    }

    @Test
    void aKeyIsFoundAsItWasAddedAndAddedOnce() {
        assertThat(store().apiKeys().find(id)).isEmpty();
        assertThat(store().apiKeys().add(key())).isTrue();
        assertThat(store().apiKeys().add(key())).isFalse();

        assertThat(store().apiKeys().find(id)).contains(key());
        assertThat(store().apiKeys().all()).contains(key());
    }

    @Test
    void aRotatedSecretKeepsTheFormerOneAndChangesNothingElse() {
        store().apiKeys().add(key());
        ApiKey rotated = new ApiKey(
                id, "other name", Set.of(), "hash-2", "hash-1", NOW.plusSeconds(5), "nobody", NOW, null, null, null);

        assertThat(store().apiKeys().changeSecret(rotated)).isTrue();

        ApiKey stored = store().apiKeys().find(id).orElseThrow();
        assertThat(stored.hash()).isEqualTo("hash-2");
        assertThat(stored.formerHash()).isEqualTo("hash-1");
        assertThat(stored.formerUntil()).isEqualTo(NOW.plusSeconds(5));
        assertThat(stored.name()).isEqualTo("nightly import");
        assertThat(stored.scopes()).isEqualTo(key().scopes());
        assertThat(stored.expiresAt()).isEqualTo(key().expiresAt());
    }

    @Test
    void aRevokedKeyStaysRevokedAndGetsNoOtherSecret() {
        store().apiKeys().add(key());

        assertThat(store().apiKeys().revoke(id, NOW)).isTrue();
        assertThat(store().apiKeys().revoke(id, NOW.plusSeconds(1))).isFalse();
        assertThat(store().apiKeys().changeSecret(key())).isFalse();
        assertThat(store().apiKeys().revoke(id + "x", NOW)).isFalse();
        assertThat(store().apiKeys().find(id).orElseThrow().revokedAt()).isEqualTo(NOW);
    }

    @Test
    void theLastUseNeverGoesBack() {
        store().apiKeys().add(key());
        store().apiKeys().markUsed(id, NOW.plusSeconds(10));
        store().apiKeys().markUsed(id, NOW);

        assertThat(store().apiKeys().find(id).orElseThrow().lastUsedAt()).isEqualTo(NOW.plusSeconds(10));
    }
}
