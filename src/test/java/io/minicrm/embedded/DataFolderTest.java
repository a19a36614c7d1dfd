package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path parent;

    @Test
    void theFolderIsCreatedWithItsParentsAndHasAPlaceForEachServer() {
        Path path = parent.resolve("deep/data");
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(path).isDirectory();
            assertThat(folder.kafka()).isEqualTo(path.resolve("kafka"));
            assertThat(folder.postgres()).isEqualTo(path.resolve("postgres"));
        }
    }

    /** As root, PostgreSQL may run as another user, which has to pass through the folder. */
    @Test
    void noOtherUserCanListANewFolder() throws Exception {
        Path path = parent.resolve("new");
        try (DataFolder _ = DataFolder.open(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("root".equals(System.getProperty("user.name")) ? "rwx--x--x" : "rwx------");
        }
    }

    @Test
    void aSecondProcessIsRefusedWithTheIdOfTheFirst() throws Exception {
        try (ChildJvm holder = ChildJvm.start(FolderHolder.class, parent)) {
            assertThat(holder.readNumbers(1)).containsExactly(1L);

            assertThatExceptionOfType(EmbeddedStartException.class)
                    .isThrownBy(() -> DataFolder.open(parent))
                    .withMessage("The data folder " + parent + " is in use by another mini-crm (process " + holder.pid()
                            + "). Stop it, or set MINI_CRM_DATA to another folder.");
        }
    }

    @Test
    void aKilledProcessLeavesNoLock() throws Exception {
        try (ChildJvm holder = ChildJvm.start(FolderHolder.class, parent)) {
            holder.readNumbers(1);
            holder.kill();
        }

        try (DataFolder folder = DataFolder.open(parent)) {
            assertThat(folder.path()).isEqualTo(parent);
        }
    }

    @Test
    void aRefusedSecondOpeningInOneProcessDoesNotReleaseTheLock() throws Exception {
        try (DataFolder first = DataFolder.open(parent)) {
            assertThatExceptionOfType(EmbeddedStartException.class).isThrownBy(() -> DataFolder.open(first.path()));

            try (ChildJvm other = ChildJvm.start(FolderHolder.class, parent)) {
                assertThat(other.awaitEnd()).isNotZero();
            }
        }
    }

    @Test
    void aClosedFolderCanBeOpenedAgain() {
        DataFolder.open(parent).close();
        DataFolder.open(parent).close();
    }

    @Test
    void aFileInsteadOfTheFolderIsReportedWithTheFix() throws Exception {
        Path file = Files.createFile(parent.resolve("data"));

        assertThatExceptionOfType(EmbeddedStartException.class)
                .isThrownBy(() -> DataFolder.open(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("MINI_CRM_DATA");
    }
}
