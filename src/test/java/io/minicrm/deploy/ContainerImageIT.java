package io.minicrm.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the image's Java runtime against the jar and the libraries of the build. */
class ContainerImageIT {

    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void theRuntimeHasEveryModuleThatTheJarsUse() throws IOException {
        String libraries;
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            libraries = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
        StringWriter found = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(found),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        "--multi-release",
                        "25",
                        "--ignore-missing-deps",
                        "--recursive",
                        "--print-module-deps",
                        "--class-path",
                        libraries,
                        "target/mini-crm.jar");

        assertThat(status).isZero();
        assertThat(modules("MODULES_USED"))
                .containsExactlyInAnyOrder(found.toString().strip().split(","));
    }

    @Test
    void whatIsAskedForByNameExistsInThisJava() {
        assertThat(modules("MODULES_BY_NAME"))
                .isNotEmpty()
                .allSatisfy(module ->
                        assertThat(ModuleFinder.ofSystem().find(module)).isPresent());
    }

    private List<String> modules(String argument) {
        return List.of(dockerfile.argument(argument).split(","));
    }
}
