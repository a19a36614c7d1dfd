package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final KeysInMemory keys = new KeysInMemory();
    private final Keyring keyring = new Keyring(keys, new SecureRandom(), () -> now);

    private Keyring.Issued create(Instant expiresAt) {
        return keyring.create(new KeyOrder("import", Set.of(Scope.LEADS_WRITE), expiresAt), "owner");
    }

    @Test
    void aTokenAuthenticatesItsKeyWithItsScopes() {
        Keyring.Issued issued = create(null);

        assertThat(keyring.authenticate(issued.token()))
                .contains(new Principal("key:import", Set.of(Scope.LEADS_WRITE)));
        assertThat(issued.token()).startsWith("mcrm_" + issued.key().id() + "_").hasSizeGreaterThan(60);
    }

    @Test
    void theSecretIsNotStoredAndNotPrinted() {
        Keyring.Issued issued = create(null);
        String secret = issued.token().substring(issued.token().lastIndexOf('_') + 1);

        assertThat(issued.toString()).doesNotContain(secret);
        assertThat(keys.all().toString()).doesNotContain(secret.substring(0, 20));
    }

    @Test
    void twoKeysAreNeverAlike() {
        assertThat(create(null).token()).isNotEqualTo(create(null).token());
        assertThat(keys.all()).hasSize(2);
    }

    @Test
    void aSecretOfAnotherKeyIsNotAccepted() {
        ApiToken one = ApiToken.parse(create(null).token()).orElseThrow();
        ApiToken other = ApiToken.parse(create(null).token()).orElseThrow();

        assertThat(keyring.authenticate(new ApiToken(one.keyId(), other.secret()).text()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mcrm_",
                "Bearer x",
                "mcrm_owner_abc",
                "mcrm_owner_00000000000000000000000000000000000000000000000000" + "0000000"
            })
    void whatIsNoTokenIsRefusedWithoutAQuestionToTheStore(String text) {
        assertThat(keyring.authenticate(text)).isEmpty();
        assertThat(keys.questions()).isZero();
    }

    @Test
    void anyChangedCharacterIsATypingErrorAndAsksTheStoreNothing() {
        String token = create(null).token();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'z' ? 'y' : 'z';
            assertThat(keyring.authenticate(token.substring(0, i) + other + token.substring(i + 1)))
                    .as("character %d", i)
                    .isEmpty();
        }
        assertThat(keys.questions()).isZero();
    }

    @Test
    void anExpiredKeyIsRefusedFromItsTimeOn() {
        String token = create(now.plusSeconds(60)).token();

        now = now.plusSeconds(59);
        assertThat(keyring.authenticate(token)).isPresent();
        now = now.plusSeconds(1);
        assertThat(keyring.authenticate(token)).isEmpty();
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceHereAndAfterFiveSecondsElsewhere() {
        Keyring.Issued issued = create(null);
        Keyring elsewhere = new Keyring(keys, new SecureRandom(), () -> now);
        keyring.authenticate(issued.token());
        elsewhere.authenticate(issued.token());
        elsewhere.authenticate(issued.token());

        assertThat(keyring.revoke(issued.key().id())).isTrue();
        assertThat(keyring.authenticate(issued.token())).isEmpty();

        now = now.plusSeconds(5);
        assertThat(elsewhere.authenticate(issued.token())).isEmpty();
        assertThat(keyring.revoke(issued.key().id())).isFalse();
    }

    @Test
    void bothSecretsOfARotatedKeyAreAcceptedUntilTheOverlapEnds() {
        Keyring.Issued first = create(null);
        Keyring.Issued second =
                keyring.rotate(first.key().id(), Duration.ofHours(1)).orElseThrow();

        assertThat(keyring.authenticate(first.token())).isPresent();
        assertThat(keyring.authenticate(second.token())).isPresent();
        now = now.plus(Duration.ofHours(1));
        assertThat(keyring.authenticate(first.token())).isEmpty();
        assertThat(keyring.authenticate(second.token())).isPresent();
    }

    @Test
    void aRotationWithoutOverlapEndsTheFormerSecretAtOnce() {
        Keyring.Issued first = create(null);
        keyring.authenticate(first.token());

        keyring.rotate(first.key().id(), Duration.ZERO);

        assertThat(keyring.authenticate(first.token())).isEmpty();
    }

    @Test
    void thereIsOneOwner() {
        String token = keyring.newOwnerToken();

        assertThat(keyring.addOwner(token)).isTrue();
        assertThat(keyring.addOwner(keyring.newOwnerToken())).isFalse();
        assertThat(keyring.authenticate(token)).contains(new Principal(ApiKey.OWNER, Set.of(Scope.values())));
    }

    @Test
    void aBusyKeyAsksTheStoreOnceInFiveSeconds() {
        String token = create(null).token();
        keyring.authenticate(token);
        int before = keys.questions();

        for (int i = 0; i < 100; i++) {
            keyring.authenticate(token);
        }

        assertThat(keys.questions()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void theLastUseIsNotedToTheMinute() {
        Keyring.Issued issued = create(null);
        keyring.authenticate(issued.token());
        Instant first = now;
        now = now.plusSeconds(59);
        keyring.authenticate(issued.token());
        assertThat(keys.find(issued.key().id()).orElseThrow().lastUsedAt()).isEqualTo(first);

        now = now.plusSeconds(2);
        keyring.authenticate(issued.token());
        assertThat(keys.find(issued.key().id()).orElseThrow().lastUsedAt()).isEqualTo(now);
    }

    @Test
    void anOrderNamesWhatIsWrongWithIt() {
        assertThatThrownBy(() -> new KeyOrder(" ", Set.of(), null))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("name is empty")
                .hasMessageContaining("scopes is empty");
        assertThatThrownBy(() -> new KeyOrder("a\u001b[31m", Set.of(Scope.READ), null))
                .hasMessageContaining("control characters");
    }
}
