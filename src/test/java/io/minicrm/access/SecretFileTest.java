package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

    @Test
    void onlyItsOwnerCanReadTheToken(@TempDir Path folder) throws IOException {
        SecretFile file = SecretFile.ofOwner(folder.resolve("data"));
        assertThat(file.read()).isEmpty();

        file.write("one");
        file.write("two");

        assertThat(file.read()).contains("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/admin-token");
        try (var files = Files.list(folder.resolve("data"))) {
            assertThat(files).hasSize(1);
        }
    }
}
