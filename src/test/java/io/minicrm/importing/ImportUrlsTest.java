package io.minicrm.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportUrlsTest {

    private final ImportUrls urls = new ImportUrls(
            List.of(URI.create("https://files.example.com/leads"), URI.create("http://10.0.0.7:8080")), 1 << 20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com/leads/a.csv",
                "HTTPS://FILES.example.com:443/leads/2026/a.csv?signature=x%2Fy",
                "http://10.0.0.7:8080/a%20b.csv",
            })
    void addressesBelowAPrefixAreAllowed(String url) {
        assertThat(urls.resolve(url)).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com/leads-not/a.csv",
                "https://files.example.com/",
                "https://files.example.com.evil.example/leads/a.csv",
                "http://files.example.com/leads/a.csv",
                "https://files.example.com:444/leads/a.csv",
                "http://10.0.0.7/a.csv",
                "http://169.254.169.254/latest/meta-data",
                "http://localhost:8080/",
            })
    void otherAddressesAreRefused(String url) {
        refuses(url, "is not below an address of the server's setting IMPORT_URLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com/leads/../secret.csv",
                "https://files.example.com/leads/./a.csv",
                "https://evil.example/https://files.example.com/leads/a.csv",
                "https://files.example.com/leads/%2e%2e/secret.csv",
                "https://files.example.com/leads/..%2Fsecret.csv",
                "https://files.example.com/leads/%5c..%5csecret.csv",
            })
    void stepsAreRefused(String url) {
        refuses(url, "has .., // or an encoded slash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "leads.csv",
                "file:///etc/passwd",
                "ftp://files.example.com/leads/a.csv",
                "https://user:pw@files.example.com/leads/a.csv",
                "https://files.example.com/leads/a.csv#part",
                "https://files.example.com/leads/a b.csv",
                "https:///leads/a.csv",
            })
    void whatIsNoWebAddressIsRefused(String url) {
        refuses(url, "is not a web address");
    }

    @Test
    void withoutPrefixesEveryAddressIsRefusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> new ImportUrls(List.of(), 1).resolve("https://files.example.com/leads/a.csv"))
                .hasMessageStartingWith("url ")
                .hasMessageContaining("set IMPORT_URLS");
    }

    private void refuses(String url, String message) {
        assertThatThrownBy(() -> urls.resolve(url))
                .isInstanceOf(InvalidImportOrderException.class)
                .hasMessageStartingWith("url ")
                .hasMessageContaining(message);
    }
}
