package io.minicrm;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.modulith.core.ApplicationModules;

/** Enforces the borders of the packages, and draws them. */
class ModularityTest {

    private static final String ROOT = "io.minicrm";
    private static final Path PICTURE = Path.of("target/packages.mmd");

    private static final ApplicationModules PACKAGES = ApplicationModules.of(ROOT);
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Every package imports only what its package-info allows, and there is no cycle. */
    @Test
    void packagesImportOnlyWhatTheirPackageInfoAllows() {
        PACKAGES.verify();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
            org.apache.kafka..,kafka..                               : kafka,inspector,embedded
            org.springframework.boot..,org.springframework.web..     : api,app
            org.springframework.context..,org.springframework.beans..: api,app
            org.springframework.jdbc..,org.springframework.dao..     : postgres
            java.sql..,javax.sql..,org.postgresql..,com.zaxxer..     : postgres
            org.flywaydb..                                           : postgres
            com.mongodb..,org.bson..                                 : mongodb
            picocli..                                                : cli,console
            dev.cel..                                                : inspector
            io.swagger..,jakarta.servlet..                           : api
            com.standardwebhooks..                                   : api,channel
            java.net.http..                                          : console,channel,api
            org.apache.hc..                                          : channel,importing
            ch.qos.logback..                                         : embedded,console
            """)
    void aLibraryIsOnlyUsedInItsPackages(String libraries, String users) {
        String[] packages = libraries.split(",");

        assertThat(CODE.that(resideInAnyPackage(packagesOf(users))))
                .as("the packages exist")
                .isNotEmpty();
        noClasses()
                .that()
                // The bench measures the libraries alone, to compare our figures with theirs.
                .resideOutsideOfPackages(packagesOf(users + ",bench"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages))
                .check(CODE);
        assertThat(CODE.stream()
                        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                        .anyMatch(use -> resideInAnyPackage(packages).test(use.getTargetClass())))
                .as("%s is used at all; delete this line otherwise", libraries)
                .isTrue();
    }

    /** The packages at the bottom could be used in another program. */
    @ParameterizedTest
    @CsvSource({"text", "problem", "chunk", "lead", "segment", "template", "campaign"})
    void theModelDependsOnNoFrameworkOrServer(String pkg) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + pkg)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..", "org.apache.kafka..", "java.sql..", "java.net.http..", "picocli.."))
                .check(CODE);
    }

    @Test
    void chunksAreCutByPureFunctions() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".chunk")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".chunk",
                                ROOT + ".problem",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..")
                        .or(resideInAPackage("com.fasterxml.jackson.annotation..")
                                .or(resideInAPackage("org.jspecify.."))))
                .check(CODE);
    }

    /** Nested classes count as part of their top-level class. */
    @Test
    void noCirclesBetweenTheClassesOfAPackage() {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        CODE.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .forEach(use -> {
                    JavaClass target = use.getTargetClass().getBaseComponentType();
                    String from = topLevel(use.getOriginClass());
                    if (target.getPackageName().equals(use.getOriginClass().getPackageName())
                            && !topLevel(target).equals(from)) {
                        dependencies
                                .computeIfAbsent(from, any -> new TreeSet<>())
                                .add(topLevel(target));
                    }
                });

        Map<String, Set<String>> circles = new TreeMap<>();
        dependencies.keySet().stream()
                .filter(each -> reachable(dependencies, each).contains(each))
                .forEach(each -> circles.computeIfAbsent(
                                each.substring(0, each.lastIndexOf('.')), any -> new TreeSet<>())
                        .add(each));

        assertThat(circles)
                .as("packages whose classes depend on each other in a circle")
                .isEmpty();
    }

    private static String topLevel(JavaClass each) {
        return each.getName().split("\\$", 2)[0];
    }

    /** All packages that can be reached through one or more dependencies. */
    private static Set<String> reachable(Map<String, Set<String>> dependencies, String from) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(dependencies.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) {
                open.addAll(dependencies.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    @Test
    void thePictureInArchitectureIsTheOneThatIsDrawnHere() throws IOException {
        String drawn = drawing();
        Files.createDirectories(PICTURE.getParent());
        Files.writeString(PICTURE, drawn);

        assertThat(Files.readString(Path.of("ARCHITECTURE.md")))
                .as("ARCHITECTURE.md must show the packages as they are; copy %s into it", PICTURE)
                .contains("```mermaid\n" + drawn + "```\n");
    }

    @Test
    void theAnswersToWhereIsInTheArchitectureExist() throws IOException {
        List<String> named = Files.readString(Path.of("ARCHITECTURE.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && line.contains("? |"))
                .flatMap(line ->
                        Pattern.compile("`([a-z]+\\.[A-Z]\\w+)`").matcher(line).results())
                .map(match -> ROOT + "." + match.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThanOrEqualTo(15);
        assertThat(CODE.stream().map(JavaClass::getName)).containsAll(named);
    }

    /** The dependencies between packages, as Mermaid; an arrow that follows from two others is left out. */
    private static String drawing() {
        Map<String, Set<String>> known = new TreeMap<>();
        PACKAGES.stream()
                .forEach(pkg -> known.put(
                        pkg.getIdentifier().toString(),
                        pkg.getDirectDependencies(PACKAGES)
                                .uniqueModules()
                                .map(other -> other.getIdentifier().toString())
                                .collect(Collectors.toCollection(TreeSet::new))));
        StringBuilder drawing = new StringBuilder("flowchart TD\n");
        known.keySet().forEach(pkg -> drawing.append("    ").append(pkg).append('\n'));
        known.forEach((pkg, others) -> others.stream()
                .filter(other -> others.stream().noneMatch(between -> reaches(known, between, other)))
                .forEach(other -> drawing.append("    %s --> %s%n".formatted(pkg, other))));
        return drawing.toString();
    }

    private static boolean reaches(Map<String, Set<String>> known, String from, String to) {
        Set<String> next = known.getOrDefault(from, Set.of());
        return next.contains(to) || next.stream().anyMatch(between -> reaches(known, between, to));
    }

    private static String[] packagesOf(String names) {
        return Arrays.stream(names.split(","))
                .map(pkg -> ROOT + "." + pkg.strip() + "..")
                .toArray(String[]::new);
    }
}
