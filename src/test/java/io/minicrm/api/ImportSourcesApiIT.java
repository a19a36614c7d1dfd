package io.minicrm.api;

import static io.minicrm.api.ImportBed.IMPORTS;
import static io.minicrm.api.ImportBed.count;
import static io.minicrm.api.ImportBed.id;
import static io.minicrm.api.ImportBed.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files of the server and addresses from which imports read, and no others. */
class ImportSourcesApiIT {

    private final ImportBed bed = new ImportBed();

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void aFileOfTheServerIsImportedFromAnAllowedFolder() throws IOException {
        Path file = Files.writeString(bed.api.importPath().resolve("leads.csv"), "email,name\nann@example.com,Ann\n");

        String id = id(bed.api.post(IMPORTS + "?id=email", "{\"path\": \"%s\"}".formatted(file)));
        JsonNode job = bed.workUntil(id, "completed");

        assertThat(count(job, "imported")).isEqualTo(1);
        assertThat(job.path("source").asString()).isEqualTo("path");
        assertThat(job.path("path").asString()).isEqualTo(file.toString());
        assertThat(file).as("a file of somebody else is not deleted").exists();
    }

    @Test
    void noOtherFileOfTheServerIsRead() throws IOException {
        Path secret = Files.writeString(bed.api.importFolder().resolve("secret.csv"), "id\n1\n");
        Path allowed = bed.api.importPath();
        Files.createSymbolicLink(allowed.resolve("link.csv"), secret);

        for (String path : List.of(
                secret.toString(),
                allowed + "/../" + secret.getParent().getFileName() + "/secret.csv",
                allowed + "/link.csv",
                "/etc/passwd")) {
            ApiServer.Reply refused = bed.api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(path));
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.error("path")).as(path).contains("IMPORT_PATHS");
        }
        assertThat(bed.api.post(IMPORTS, "{}").error("path")).contains("is missing");
        assertThat(bed.api.get(IMPORTS).body().path("data")).isEmpty();
    }

    @Test
    void aFileThatALinkReplacedIsNotRead() throws IOException {
        Path file = Files.writeString(bed.api.importPath().resolve("leads.csv"), "id\n1\n");
        String id = id(bed.api.post(IMPORTS, "{\"path\": \"%s\"}".formatted(file)));
        Path secret = Files.writeString(bed.api.importFolder().resolve("secret.csv"), "id\nsecret\n");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        JsonNode job = bed.workUntil(id, "failed");

        assertThat(job.path("fatal").path("message").asString()).contains("is not in a folder");
        assertThat(count(job, "rows")).isZero();
    }

    @Test
    void aFileIsDownloadedWhenItsImportBegins() {
        bed.api.files().put("/lists/shop.csv", "id,name\nurl-1,Ann\nurl-2,Bob\nurl-2\n");
        String url = bed.api.files().address("/lists/shop.csv?signature=a").toString();

        String id = id(fromUrl(url));
        assertThat(bed.api.files().requests()).as("before the import begins").isZero();
        JsonNode job = bed.workUntil(id, "completed");

        assertThat(job.path("source").asString()).isEqualTo("url");
        assertThat(job.path("path").asString()).isEqualTo(url);
        assertThat(count(job, "imported")).isEqualTo(2);
        assertThat(count(job, "rejected")).isEqualTo(1);
        assertThat(count(job, "bytes_read"))
                .isEqualTo(count(job, "bytes_total"))
                .isPositive();
        assertThat(bed.api.store().leads().find("url-2")).isPresent();
        assertThat(bed.api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    @Test
    void noOtherAddressIsRead() {
        bed.api.files().put("/secret.csv", "id\nsecret\n");
        for (String url : List.of(
                bed.api.files().address("/secret.csv").toString(),
                bed.api.files().address("/lists/../secret.csv").toString(),
                bed.api.files().address("/lists/%2e%2e/secret.csv").toString(),
                "http://127.0.0.1:%d/actuator/health".formatted(bed.api.port()),
                "file:///etc/passwd",
                "lists/shop.csv")) {
            ApiServer.Reply refused = fromUrl(url);
            assertThat(refused.status()).as(url).isIn(400, 403);
            assertThat(refused.error("url")).as(url).isNotEmpty();
        }
        assertThat(bed.api
                        .post(IMPORTS, "{\"path\": \"/x\", \"url\": \"http://x/\"}")
                        .error("url"))
                .contains("one of the two");
        assertThat(bed.api.files().requests()).isZero();
    }

    @Test
    void anImportWhoseFileCannotBeDownloadedFailsWithTheReason() {
        bed.api.files().put("/secret.csv", "id\nsecret\n");
        bed.api.files().put("/lists/large.csv", "id\n" + "1234567\n".repeat(ApiServer.MAX_IMPORT_BYTES / 8));

        assertThat(failure("/lists/missing.csv")).contains("status 404");
        assertThat(failure(FileServer.REDIRECT)).contains("status 302", "redirects are not followed");
        assertThat(failure("/lists/large.csv")).contains("IMPORT_MAX_MB");
        assertThat(failure(FileServer.ENDLESS_AND_FAST)).as("without a length").contains("IMPORT_MAX_MB");
        String later = id(fromUrl(bed.api.files().address("/lists/later.csv").toString()));
        bed.api.files().close();
        assertThat(bed.workUntil(later, "failed").path("fatal").path("message").asString())
                .contains("cannot be downloaded");
        assertThat(bed.api.store().leads().find("secret")).isEmpty();
        assertThat(bed.api.importFolder().toFile().list((_, name) -> !name.equals("folder-id")))
                .as("nothing is left of what was received")
                .isEmpty();
    }

    @Test
    void aDownloadIsCancelled() {
        String id = id(fromUrl(bed.api.files().address(FileServer.ENDLESS).toString()));
        bed.work(bed.worker, id, job -> status(job).equals("running"));

        assertThat(bed.api.post(IMPORTS + "/" + id + "/cancel").status()).isEqualTo(200);

        JsonNode job = bed.workUntil(id, "cancelled");
        assertThat(count(job, "rows")).isZero();
    }

    private String failure(String path) {
        JsonNode job = bed.workUntil(id(fromUrl(bed.api.files().address(path).toString())), "failed");
        assertThat(job.path("fatal").path("field").asString()).isEqualTo("url");
        assertThat(count(job, "rows")).isZero();
        return job.path("fatal").path("message").asString();
    }

    private ApiServer.Reply fromUrl(String url) {
        return bed.api.post(IMPORTS, "{\"url\": \"%s\"}".formatted(url));
    }
}
