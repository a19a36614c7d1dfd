package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.ApiKey;
import io.minicrm.access.Keyring;
import io.minicrm.access.KeysInMemory;
import io.minicrm.access.Principal;
import io.minicrm.access.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token in the data folder is the owner's, whatever happened to the folder or the database. */
class OwnerAccessTest {

    @TempDir
    private Path folder;

    private final Keyring keyring = newDatabase();
    private SecretFile file;

    @BeforeEach
    void openFolder() {
        file = SecretFile.ofOwner(folder);
    }

    private static Keyring newDatabase() {
        return new Keyring(new KeysInMemory(), new SecureRandom(), Clock.systemUTC());
    }

    private void start(Keyring database, boolean ownsDatabase) {
        new OwnerAccess(database, file).ensure(ownsDatabase);
    }

    private void assertThatTheFileIsAcceptedBy(Keyring database) {
        assertThat(database.authenticate(file.read().orElseThrow())).contains(Principal.OWNER);
    }

    @Test
    void theFirstStartWritesATokenAndFurtherStartsKeepIt() {
        start(keyring, true);
        String token = file.read().orElseThrow();
        start(keyring, true);

        assertThat(file.read()).contains(token);
        assertThatTheFileIsAcceptedBy(keyring);
    }

    @Test
    void aSecondDatabaseTakesTheTokenOfTheFolder() {
        Keyring other = newDatabase();

        start(keyring, true);
        start(other, false);

        assertThatTheFileIsAcceptedBy(other);
        assertThatTheFileIsAcceptedBy(keyring);
    }

    @Test
    void aCrashBetweenFileAndDatabaseIsRepaired() {
        file.write(keyring.newOwnerToken());

        start(keyring, false);

        assertThatTheFileIsAcceptedBy(keyring);
    }

    @Test
    void aLostOrDamagedFileIsWrittenAgainForADatabaseThatNobodyElseUses() throws IOException {
        start(keyring, true);
        Files.delete(file.path());
        start(keyring, true);
        assertThatTheFileIsAcceptedBy(keyring);

        file.write("mcrm_owner_dam");
        start(keyring, true);
        assertThatTheFileIsAcceptedBy(keyring);
    }

    @Test
    void anotherFolderLeavesTheTokenOfASharedDatabaseValid(@TempDir Path elsewhere) {
        start(keyring, false);

        new OwnerAccess(keyring, SecretFile.ofOwner(elsewhere)).ensure(false);

        assertThat(SecretFile.ofOwner(elsewhere).read()).isEmpty();
        assertThatTheFileIsAcceptedBy(keyring);
    }

    @Test
    void aTokenThatWasReplacedOnPurposeDoesNotComeBack() {
        start(keyring, true);
        String former = file.read().orElseThrow();
        keyring.rotate(ApiKey.OWNER, Duration.ZERO);

        start(keyring, true);

        assertThat(keyring.authenticate(former)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenStopsOnlyAServerOfItsOwnDatabase() throws IOException {
        file = SecretFile.ofOwner(
                Files.writeString(folder.resolve("a-file"), "").resolve("data"));

        assertThatThrownBy(() -> start(keyring, true))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("check the permissions of the data folder");
        assertThatCode(() -> start(newDatabase(), false)).doesNotThrowAnyException();
        assertThat(keyring.hasOwner()).isFalse();
    }
}
