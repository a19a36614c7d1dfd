package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemCodeTest {

    private static final List<String> CODES =
            Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();

    @Test
    void eachCodeIsExplainedUnderItsStatus() throws IOException {
        String page = Files.readString(Path.of("docs/problems.md"));

        assertThat(page.lines().filter(line -> line.startsWith("### ")))
                .containsExactlyElementsOf(
                        CODES.stream().map(code -> "### `" + code + "`").toList());
        for (ProblemCode code : ProblemCode.values()) {
            String above = page.substring(0, page.indexOf("### `" + code.code() + "`"));
            assertThat(above.substring(above.lastIndexOf("\n## ")))
                    .startsWith("\n## " + code.status().value());
        }
    }

    @Test
    void theDescriptionListsAllCodes() {
        JsonNode codes = new JsonMapper()
                .readTree(Path.of("web/openapi.json").toFile())
                .at("/components/schemas/Problem/properties/code/enum");

        assertThat(codes.valueStream().map(JsonNode::asString)).containsExactlyElementsOf(CODES);
    }

    @Test
    void aStatusWithoutACodeOfItsOwnHasTheMostGeneralOne() {
        assertThat(ProblemCode.of(HttpStatus.CONFLICT)).isEqualTo(ProblemCode.CONFLICT);
        assertThat(ProblemCode.of(HttpStatus.I_AM_A_TEAPOT)).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(ProblemCode.of(HttpStatusCode.valueOf(599))).isEqualTo(ProblemCode.INTERNAL_ERROR);
    }
}
