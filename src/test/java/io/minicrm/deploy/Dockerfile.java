package io.minicrm.deploy;

import java.util.List;
import java.util.stream.Stream;

/**
 * The instructions of deploy/Dockerfile, without comments and with continued lines joined.
 *
 * @param instructions each starts with its name
 */
record Dockerfile(List<String> instructions) {

    static Dockerfile read() {
        String text = Documents.text(Documents.DEPLOY.resolve("Dockerfile"))
                .replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", " ");
        return new Dockerfile(
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    /** The arguments of each instruction with this name. */
    Stream<String> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.startsWith(name + " "))
                .map(instruction -> instruction.substring(name.length()).strip());
    }

    /** The arguments of the last instruction with this name, which is the effective one. */
    String last(String name) {
        return all(name).toList().getLast();
    }

    /** The default of a build argument. */
    String argument(String name) {
        return all("ARG")
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
