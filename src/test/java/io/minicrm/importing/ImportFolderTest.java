package io.minicrm.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportFolderTest {

    @TempDir
    private Path data;

    private ImportFolder folder() {
        return new ImportFolder(data.resolve("imports"));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private long fileCount() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("imports"))) {
            return files.filter(file -> !file.endsWith("folder-id")).count();
        }
    }

    @Test
    void theFolderIsMadeWithTheFirstImportAndKeepsItsId() {
        assertThat(folder().id()).isEmpty();
        assertThat(data).isEmptyDirectory();

        String id = folder().makeId();

        assertThat(folder().id()).contains(id);
        assertThat(folder().makeId()).isEqualTo(id);
    }

    @Test
    void otherUsersOfTheMachineCannotReadAFile() throws IOException {
        folder().makeId();

        folder().keep(folder().receive(text("id\n1\n")), "import-1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().file("import-1"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileIsReceivedWithItsHashAndKeptForItsJob() throws IOException {
        folder().makeId();

        ImportFolder.Received received = folder().receive(text("id\n1\n"));
        folder().keep(received, "import-1");

        assertThat(received.bytes()).isEqualTo(5);
        assertThat(received.hash())
                .hasSize(64)
                .isNotEqualTo(folder().receive(text("id\n2\n")).hash());
        assertThat(folder().file("import-1")).hasContent("id\n1\n");
    }

    @Test
    void nothingIsLeftOfAFileWhoseSenderDisappears() throws IOException {
        folder().makeId();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> folder().receive(broken)).isInstanceOf(IOException.class);

        assertThat(fileCount()).isZero();
    }

    @Test
    void aFolderThatCannotBeWrittenIsReported() throws IOException {
        Files.writeString(data.resolve("imports"), "a file");

        assertThatThrownBy(() -> folder().makeId())
                .isInstanceOf(ImportNotPossibleException.class)
                .hasMessageContaining("MINI_CRM_DATA");
    }

    @Test
    void onlyFilesThatAJobStillNeedsAreKept() throws IOException {
        folder().makeId();
        Instant now = Instant.now();
        for (String name : new String[] {"waiting", "ended", "unknown-old", "unknown-new"}) {
            folder().keep(folder().receive(text(name)), name);
        }
        Path old = folder().receive(text("half")).part();
        folder().receive(text("being received"));
        Files.setLastModifiedTime(old, FileTime.from(now.minusSeconds(7_200)));
        Files.setLastModifiedTime(folder().file("unknown-old"), FileTime.from(now.minusSeconds(7_200)));
        Files.setLastModifiedTime(folder().file("waiting"), FileTime.from(now.minusSeconds(7_200)));

        folder().clean(now, id -> switch (id) {
            case "waiting" -> Optional.of(ImportStatus.QUEUED);
            case "ended" -> Optional.of(ImportStatus.CANCELLED);
            default -> Optional.empty();
        });

        assertThat(folder().file("waiting")).exists();
        assertThat(folder().file("unknown-new")).exists();
        assertThat(folder().file("ended")).doesNotExist();
        assertThat(folder().file("unknown-old")).doesNotExist();
        assertThat(old).doesNotExist();
        assertThat(fileCount()).isEqualTo(3);
    }
}
