package io.minicrm.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportPathsTest {

    private Path root;
    private Path allowed;
    private Path secret;
    private ImportPaths paths;

    @BeforeEach
    void makeFolders(@TempDir Path folder) throws IOException {
        root = folder.toRealPath();
        allowed = Files.createDirectories(root.resolve("allowed"));
        secret = Files.writeString(root.resolve("secret.csv"), "id\n1\n");
        Files.writeString(allowed.resolve("leads.csv"), "id\n1\n");
        paths = new ImportPaths(List.of(allowed));
    }

    private void refuses(String path, String message) {
        assertThatThrownBy(() -> paths.resolve(path))
                .isInstanceOf(InvalidImportOrderException.class)
                .hasMessageStartingWith("path ")
                .hasMessageContaining(message)
                .message()
                .as("what exists outside is not revealed")
                .doesNotContain(root.toString());
    }

    @Test
    void filesInAFolderAndBelowItAreFound() throws IOException {
        Path below = Files.createDirectories(allowed.resolve("2026/11"));
        Path file = Files.writeString(below.resolve("new leads.csv"), "id\n");

        assertThat(paths.resolve(file.toString())).isEqualTo(file);
        assertThat(paths.resolve(allowed + "/2026/../leads.csv")).isEqualTo(allowed.resolve("leads.csv"));
    }

    @Test
    void withoutFoldersEveryPathIsRefusedWithTheNameOfTheSetting() {
        paths = new ImportPaths(List.of());

        refuses(allowed.resolve("leads.csv").toString(), "set IMPORT_PATHS");
    }

    @Test
    void nothingOutsideIsReadWhetherItExistsOrNot() {
        refuses(secret.toString(), "is not in a folder of the server's setting IMPORT_PATHS");
        refuses(root.resolve("missing.csv").toString(), "is not in a folder of the server's setting IMPORT_PATHS");
        refuses(allowed + "/../secret.csv", "is not in a folder");
        refuses(allowed + "/../allowed-too/x.csv", "is not in a folder");
        refuses("/etc/passwd", "is not in a folder");
    }

    @Test
    void aFolderWhoseNameBeginsLikeAnAllowedOneIsAnotherFolder() throws IOException {
        Path other = Files.createDirectories(root.resolve("allowed-not"));
        Files.writeString(other.resolve("leads.csv"), "id\n");

        refuses(other.resolve("leads.csv").toString(), "is not in a folder");
    }

    @Test
    void linksThatLeadOutAreRefused() throws IOException {
        Files.createSymbolicLink(allowed.resolve("link.csv"), secret);
        Files.createSymbolicLink(allowed.resolve("folder"), root);

        refuses(allowed.resolve("link.csv").toString(), "is not in a folder");
        refuses(allowed.resolve("folder/secret.csv").toString(), "is not in a folder");
    }

    @Test
    void linksThatStayInsideAreFollowed() throws IOException {
        Files.createSymbolicLink(allowed.resolve("today.csv"), allowed.resolve("leads.csv"));

        assertThat(paths.resolve(allowed.resolve("today.csv").toString())).isEqualTo(allowed.resolve("leads.csv"));
    }

    @Test
    void anAllowedFolderMayItselfBeALink() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("inbox"), allowed);
        paths = new ImportPaths(List.of(link));

        assertThat(paths.resolve(link.resolve("leads.csv").toString())).isEqualTo(allowed.resolve("leads.csv"));
        assertThat(paths.resolve(allowed.resolve("leads.csv").toString())).isEqualTo(allowed.resolve("leads.csv"));
    }

    @Test
    void anAllowedFolderThatIsMissingAllowsNothing() {
        paths = new ImportPaths(List.of(root.resolve("missing")));

        refuses(secret.toString(), "is not in a folder");
        refuses(root.resolve("missing/leads.csv").toString(), "does not exist");
    }

    @Test
    void foldersAndMissingFilesAreRefused() {
        refuses(allowed.toString(), "is not a file");
        refuses(allowed.resolve("missing.csv").toString(), "does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leads.csv", "", ".", "../secret.csv", "file:///etc/passwd", "a\0b"})
    void onlyAbsolutePathsAreTaken(String path) {
        refuses(path, "give the absolute path");
    }
}
