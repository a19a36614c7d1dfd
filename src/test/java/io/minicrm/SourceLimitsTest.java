package io.minicrm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Enforces the limits of CONTRIBUTING.md on the sources of the program. */
class SourceLimitsTest {

    private static final int MAX_WIDTH = 120;
    private static final int MAX_METHOD_LINES = 40;
    private static final int MAX_PARAMETERS = 6;

    private static final List<Path> FOLDERS = List.of(Path.of("src/main/java"), Path.of("bench/src/main/java"));

    @Test
    void noLineIsWiderThanTheLimit() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                int width = lines.get(i).codePointCount(0, lines.get(i).length());
                if (width > MAX_WIDTH) {
                    wide.add("%s:%d has %d characters".formatted(file, i + 1, width));
                }
            }
        }

        assertThat(wide).as("lines of more than %d characters", MAX_WIDTH).isEmpty();
    }

    @Test
    void noMethodIsLongerOrHasMoreParametersThanTheLimit() throws IOException {
        Methods methods = new Methods();
        methods.readAll(sources());

        assertThat(methods.count).as("methods that were read").isGreaterThan(1_000);
        assertThat(methods.longer)
                .as("methods of more than %d lines, without their Javadoc", MAX_METHOD_LINES)
                .isEmpty();
        assertThat(methods.wider)
                .as("methods with more than %d parameters", MAX_PARAMETERS)
                .isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        assertThat(files).isNotEmpty();
        return files;
    }

    /** Collects the methods beyond the limits, from the syntax trees of the compiler. Components of records are not parameters. */
    private static final class Methods extends TreeScanner<Void, CompilationUnitTree> {

        private final List<String> longer = new ArrayList<>();
        private final List<String> wider = new ArrayList<>();
        private int count;
        private SourcePositions positions;

        void readAll(List<Path> files) throws IOException {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
                JavacTask task = (JavacTask) compiler.getTask(
                        null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
                positions = Trees.instance(task).getSourcePositions();
                for (CompilationUnitTree unit : task.parse()) {
                    scan(unit, unit);
                }
            }
        }

        @Override
        public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            count++;
            String name = "%s %s".formatted(unit.getSourceFile().getName(), method.getName());
            int lines = lines(method, unit);
            if (lines > MAX_METHOD_LINES) {
                longer.add("%s has %d lines".formatted(name, lines));
            }
            if (method.getParameters().size() > MAX_PARAMETERS && !isCompactConstructor(method, unit)) {
                wider.add("%s has %d parameters"
                        .formatted(name, method.getParameters().size()));
            }
            return super.visitMethod(method, unit);
        }

        /** The parameters of a compact constructor are the components of its record, which stand before it. */
        private boolean isCompactConstructor(MethodTree method, CompilationUnitTree unit) {
            return positions.getStartPosition(unit, method.getParameters().getFirst())
                    < positions.getStartPosition(unit, method);
        }

        private int lines(Tree tree, CompilationUnitTree unit) {
            return (int) (unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree))
                    - unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree))
                    + 1);
        }
    }
}
