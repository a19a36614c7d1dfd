package io.minicrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./mini-crm} in a temporary checkout, with a java and a Maven that only print how they were called. */
class LauncherScriptTest {

    private static final String SYSTEM_PATH = "/usr/bin:/bin";

    /** Real paths, because the script shows those. */
    private Path temporary;

    private Path checkout;
    private Path script;

    @BeforeEach
    void checkOut(@TempDir Path folder) throws IOException {
        temporary = folder.toRealPath();
        checkout = Files.createDirectory(temporary.resolve("a checkout"));
        // A JDK that this machine happens to have in one of the usual folders must not be found.
        String original = Files.readString(Path.of("mini-crm"));
        String nowhere = temporary.resolve("nowhere").toString();
        String isolated = original.replaceAll("(?m)^(\\s+)(/(usr|opt|Library)/\\S+ \\\\)$", "$1" + nowhere + "$2");
        assertThat(isolated.split(nowhere, -1)).as("usual folders moved").hasSizeGreaterThan(4);
        script = executable(checkout.resolve("mini-crm"), isolated);
    }

    @Test
    void withOnlyAnOldJavaItSaysWhatToInstallAndEndsWithStatus2() throws Exception {
        Path old = jdk("17.0.12");

        Ended ended = run(temporary, Map.of("JAVA_HOME", old.toString(), "PATH", ""), script, "serve");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output())
                .containsExactly(
                        "mini-crm needs a JDK 25 or newer; the newest found is Java 17 in " + old + ".",
                        "Install one (for example from https://adoptium.net, or: sdk install java 25-tem) and set"
                                + " JAVA_HOME to its folder.");
    }

    @Test
    void withoutAnyJavaItSaysWhatToInstallAndEndsWithStatus2() throws Exception {
        Ended ended = run(temporary, Map.of("PATH", ""), script, "serve");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output().getFirst()).isEqualTo("mini-crm needs a JDK 25 or newer; none was found.");
    }

    @Test
    void anOldJavaHomeIsPassedOverWhereThePathHasANewerOne() throws Exception {
        build();
        Path path = jdk("25.0.3").resolve("bin");

        Ended ended = run(
                temporary,
                Map.of("JAVA_HOME", jdk("17.0.12").toString(), "PATH", path + ":" + SYSTEM_PATH),
                script,
                "serve");

        assertThat(ended.output()).contains("java 25.0.3");
    }

    @Test
    void aJavaInAUsualFolderIsFoundWhereNeitherJavaHomeNorThePathHasOne() throws Exception {
        build();
        Path candidates = Files.createDirectories(temporary.resolve("home/.sdkman/candidates/java"));
        Files.createSymbolicLink(candidates.resolve("1-tem"), jdk("1.8.0_402"));
        Files.createSymbolicLink(candidates.resolve("26-tem"), jdk("26"));

        Ended ended = run(temporary, Map.of("HOME", temporary.resolve("home").toString(), "PATH", ""), script, "serve");

        assertThat(ended.output()).contains("java 26");
    }

    @Test
    void argumentsAndStatusAndTheCallersFolderPassThroughUnchangedAlsoThroughALink() throws Exception {
        build();
        Path elsewhere = Files.createDirectory(temporary.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("crm"), Path.of("../a checkout/mini-crm"));

        Ended ended =
                run(elsewhere, withJdk("25"), Path.of("./crm"), "kafka", "inspect", "two words", "*", "", "--json");

        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.output())
                .contains("in " + elsewhere)
                .containsSubsequence(
                        "<-jar>",
                        "<" + checkout.resolve("target/mini-crm.jar") + ">",
                        "<kafka>",
                        "<inspect>",
                        "<two words>",
                        "<*>",
                        "<>",
                        "<--json>");
    }

    @Test
    void aServerGetsItsMemoryAndAShortCommandAQuickStart() throws Exception {
        build();

        assertThat(run(temporary, withJdk("25"), script, "serve").output())
                .contains("<-Xmx512m>", "<--enable-native-access=ALL-UNNAMED>")
                .doesNotContain("<-XX:TieredStopAtLevel=1>");
        assertThat(run(temporary, withJdk("25"), script, "--json", "kafka", "list")
                        .output())
                .contains("<-XX:TieredStopAtLevel=1>", "<-XX:+UseSerialGC>");
        assertThat(run(temporary, withJdk("25"), script, "bench", "--leads", "20000")
                        .output())
                .contains("<-Xmx1g>", "<bench>", "<20000>")
                .doesNotContain("<-XX:TieredStopAtLevel=1>");
    }

    @Test
    void aServerUsesTheCacheOfClassesThatLiesBesideTheJar() throws Exception {
        build();
        Path cache = checkout.resolve("target/mini-crm.aot");
        Files.writeString(cache, "classes");

        assertThat(run(temporary, withJdk("25"), script, "serve").output())
                .contains("<-XX:AOTCache=" + cache + ">", "<-Xlog:aot*=off>");
        // The cache is created with the flags of a server, so other commands cannot use it.
        assertThat(run(temporary, withJdk("25"), script, "kafka", "list").output())
                .noneMatch(line -> line.contains("AOTCache"));
    }

    @Test
    void theFirstServerOfABuildPreparesQuickStarts() throws Exception {
        source();
        Map<String, String> environment = withJdk("25", "PATH", maven(0) + ":" + SYSTEM_PATH);
        String preparing = "Preparing faster starts (once per build, about 20 seconds)…";
        String cache = "<-XX:AOTCache=" + checkout.resolve("target/mini-crm.aot") + ">";

        assertThat(run(temporary, environment, script, "demo").output()).doesNotContain(preparing, cache);
        assertThat(run(temporary, environment, script, "serve", "--help").output())
                .doesNotContain(preparing);
        assertThat(run(temporary, environment, script, "serve").output()).contains(preparing, cache);
        assertThat(run(temporary, environment, script, "serve").output())
                .contains(cache)
                .doesNotContain(preparing);
    }

    @Test
    void theCacheOfAnEarlierBuildIsNotUsed() throws Exception {
        Path source = source();
        Map<String, String> environment = withJdk("25", "PATH", maven(0) + ":" + SYSTEM_PATH);
        String cache = "<-XX:AOTCache=" + checkout.resolve("target/mini-crm.aot") + ">";
        run(temporary, environment, script, "serve");
        assertThat(run(temporary, environment, script, "demo").output()).contains(cache);

        Files.writeString(source, "changed");

        assertThat(run(temporary, environment, script, "demo").output()).doesNotContain(cache);
        assertThat(run(temporary, environment, script, "serve").output()).contains(cache);
    }

    @Test
    void optionsThatALaterJavaMayNotKnowAreForJava25Only() throws Exception {
        build();

        assertThat(run(temporary, withJdk("25.0.3"), script, "serve").output())
                .contains("<-XX:-UsePSAdaptiveSurvivorSizePolicy>");
        assertThat(run(temporary, withJdk("26"), script, "serve").output())
                .contains("<-Xmx512m>")
                .doesNotContain("<-XX:-UsePSAdaptiveSurvivorSizePolicy>");
    }

    @Test
    void aServerStartsWithoutACacheWhereItIsNotWantedOrCannotBeMade() throws Exception {
        source();
        Map<String, String> off = withJdk("25", "PATH", maven(0) + ":" + SYSTEM_PATH);
        off.put("MINI_CRM_AOT", "off");
        Map<String, String> broken = new HashMap<>(off);
        broken.remove("MINI_CRM_AOT");
        broken.put("NO_AOT_CACHE_CAN_BE_MADE", "true");

        for (Map<String, String> environment : List.of(off, broken)) {
            assertThat(run(temporary, environment, script, "serve").output())
                    .contains("java 25")
                    .noneMatch(line -> line.contains("AOTCache="));
        }
        assertThat(run(temporary, broken, script, "serve").output())
                .as("it is tried once")
                .noneMatch(line -> line.startsWith("Preparing"));
    }

    @Test
    void theCrashTestsRunFromTheClassesOfTheTests() throws Exception {
        build();

        assertThat(run(temporary, withJdk("25"), script, "torture").output())
                .startsWith("The crash tests are not built.");

        Path tests = Files.createDirectories(checkout.resolve("target/test-classes"));
        assertThat(run(temporary, withJdk("25"), script, "torture", "--minutes", "2")
                        .output())
                .containsSubsequence(
                        "<-cp>",
                        "<%s:%s:%s>"
                                .formatted(
                                        tests,
                                        checkout.resolve("target/mini-crm.jar"),
                                        checkout.resolve("target/lib/*")),
                        "<io.minicrm.reliability.Torture>",
                        "<--minutes>",
                        "<2>")
                .doesNotContain("<torture>");
    }

    @Test
    void asManyFilesMayBeOpenAsTheSystemAllows() throws Exception {
        build();
        Path shell = executable(temporary.resolve("shell"), """
                #!/bin/sh
                ulimit -n 900 && ulimit -S -n 300
                exec "$@"
                """);

        Ended ended = run(temporary, withJdk("25"), shell, script.toString(), "serve");

        assertThat(ended.output()).contains("open files: 900 of 900");
    }

    @Test
    void theUsersJvmOptionsComeLastAndWin() throws Exception {
        build();

        Ended ended = run(temporary, withJdk("25", "MINI_CRM_JAVA_OPTS", "-Xmx2g -Dpattern=*"), script, "serve");

        assertThat(ended.output()).containsSubsequence("<-Xmx512m>", "<-Xmx2g>", "<-Dpattern=*>", "<-jar>");
    }

    @Test
    void aCheckoutIsBuiltOnceAndAgainOnlyWhenItsSourcesAreNewer() throws Exception {
        Path source = source();
        Map<String, String> environment = withJdk("25", "PATH", maven(0) + ":" + SYSTEM_PATH);

        assertThat(run(temporary, environment, script, "serve").output())
                .contains("Building mini-crm (first run only, about two minutes)…", "mvn in " + checkout + ": package");
        assertThat(run(temporary, environment, script, "serve").output())
                .noneMatch(line -> line.startsWith("mvn") || line.startsWith("Building"));

        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(temporary, environment, script, "serve").output())
                .contains("Building mini-crm (its sources have changed)…", "mvn in " + checkout + ": package");
    }

    @Test
    void twoFirstRunsAtOnceBuildOnce() throws Exception {
        source();
        Map<String, String> environment = withJdk("25", "PATH", maven(0) + ":" + SYSTEM_PATH);

        Process one = start(temporary, environment, script, "serve");
        Process other = start(temporary, environment, script, "serve");
        List<String> output = new ArrayList<>(end(one).output());
        output.addAll(end(other).output());

        assertThat(output).filteredOn(line -> line.startsWith("mvn")).hasSize(1);
        assertThat(output).filteredOn(line -> line.equals("java 25")).hasSize(2);
    }

    @Test
    void aFailedBuildEndsWithStatus1AndStartsNothing() throws Exception {
        source();

        Ended ended = run(temporary, withJdk("25", "PATH", maven(3) + ":" + SYSTEM_PATH), script, "serve");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .contains("The build failed; the lines above say why.")
                .noneMatch(line -> line.startsWith("java"));
    }

    @Test
    void withoutMavenAnUnbuiltCheckoutSaysWhatToInstallAndEndsWithStatus2() throws Exception {
        source();

        Ended ended = run(temporary, withJdk("25", "PATH", ""), script, "serve");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output())
                .contains("mini-crm is not built yet, and Maven, which builds it, is not on the PATH.")
                .anyMatch(line -> line.startsWith("Install Maven 3.8 or newer"));
    }

    @Test
    void withNeitherJarNorSourcesItSaysSoAndEndsWithStatus2() throws Exception {
        Ended ended = run(temporary, withJdk("25"), script, "serve");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output().getFirst())
                .isEqualTo("There is no " + checkout.resolve("target/mini-crm.jar")
                        + ", and there are no sources to build it from.");
    }

    private void build() throws IOException {
        Files.createDirectories(checkout.resolve("target/lib"));
        Files.writeString(checkout.resolve("target/mini-crm.jar"), "");
    }

    private Path source() throws IOException {
        Path source = Files.createDirectories(checkout.resolve("src/main/java")).resolve("Main.java");
        Files.writeString(source, "");
        Files.writeString(checkout.resolve("pom.xml"), "");
        return source;
    }

    /** A JDK whose java prints its version, its folder and each argument in a line, and ends with status 7. */
    private Path jdk(String version) throws IOException {
        Path jdk = temporary.resolve("jdk-" + version);
        if (Files.notExists(jdk)) {
            Files.createDirectories(jdk.resolve("bin"));
            Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
            executable(jdk.resolve("bin/java"), """
                #!/bin/sh
                for argument in "$@"; do
                    case $argument in
                        -XX:AOTCacheOutput=*)
                            [ -z "${NO_AOT_CACHE_CAN_BE_MADE:-}" ] && echo classes >"${argument#*=}"
                            exit ;;
                    esac
                done
                echo "java %s"
                echo "in $PWD"
                echo "open files: $(ulimit -S -n) of $(ulimit -H -n)"
                printf '<%%s>\\n' "$@"
                exit 7
                """.formatted(version));
        }
        return jdk;
    }

    /** A folder with an mvn that prints where it runs, creates the files of a build, and ends with the status. */
    private Path maven(int status) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("maven"));
        executable(folder.resolve("mvn"), """
            #!/bin/sh
            for goal; do :; done
            echo "mvn in $PWD: $goal"
            mkdir -p target/lib
            sleep 0.3
            [ %1$d -eq 0 ] && : >target/mini-crm.jar
            exit %1$d
            """.formatted(status));
        return folder;
    }

    private Map<String, String> withJdk(String version) throws IOException {
        return Map.of("JAVA_HOME", jdk(version).toString(), "PATH", SYSTEM_PATH);
    }

    private Map<String, String> withJdk(String version, String name, String value) throws IOException {
        Map<String, String> environment = new HashMap<>(withJdk(version));
        environment.put(name, value);
        return environment;
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a command printed on both streams, line by line, and its status. */
    private record Ended(int status, List<String> output) {}

    private Ended run(Path folder, Map<String, String> environment, Path command, String... arguments)
            throws Exception {
        return end(start(folder, environment, command, arguments));
    }

    private Process start(Path folder, Map<String, String> environment, Path command, String... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(command.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("HOME", temporary.resolve("nobody").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended end(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output.lines().toList());
    }
}
