package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A sealed cookie is opened by whoever has the secret, and by nobody else. */
class EncryptedCookieTest {

    private static Optional<String> opened(EncryptedCookie by, EncryptedCookie sealedBy) {
        var response = new MockHttpServletResponse();
        assertThat(sealedBy.write(response, "value", false, Duration.ofMinutes(1)))
                .isTrue();
        var request = new MockHttpServletRequest();
        String[] parts = response.getHeader("Set-Cookie").split("[=;]");
        request.setCookies(new Cookie(parts[0], parts[1]));
        return by.read(request);
    }

    @Test
    void whileASecretIsReplacedCookiesOfTheFormerOneAreOpened() {
        var before = new EncryptedCookie("attempt", List.of("former"));
        var meanwhile = new EncryptedCookie("attempt", List.of("present", "former"));
        var after = new EncryptedCookie("attempt", List.of("present"));

        assertThat(opened(meanwhile, before)).contains("value");
        assertThat(opened(after, meanwhile)).contains("value");
        assertThat(opened(after, before)).isEmpty();
        assertThat(opened(new EncryptedCookie("other", List.of("former")), before))
                .isEmpty();
    }
}
