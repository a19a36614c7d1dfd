package io.minicrm.inspector;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A condition on records in CEL. The fields of a JSON value are variables, and so are {@code key}, {@code partition},
 * {@code offset}, {@code timestamp}, {@code headers} (text by name) and {@code body} (the whole value), which take
 * precedence over fields of the same name. A record does not match if the expression cannot be evaluated on it, for
 * example because a field is missing. For one thread.
 *
 * <p><b>Comparisons</b> follow the CEL specification. Numbers compare by value, so 1000 equals 1e3. Values of different
 * types are never equal, so {@code price == 450} does not match the text "450".
 *
 * <p><b>Cost.</b> The expression may come from a stranger's HTTP request. Without loops, its cost is bounded by its own
 * length and the length of the record; regular expressions are linear. Loops can be nested: six of them over a list of
 * 100 elements take 10<sup>12</sup> steps. So an evaluation fails after {@value #MAX_ITERATIONS} steps of loops, and
 * each step checks the deadline of the scan.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">The CEL language definition</a>
 */
public final class CelFilter {

    static final int MAX_ITERATIONS = 100_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .build();
    private static final byte[] BACKSLASH = {'\\'};

    private final CelRuntime.Program program;
    private final CelVariables variables;
    private final List<byte[]> requiredTexts;
    private final boolean hasLoops;
    private final ScanDeadline deadline;

    private CelFilter(CelRuntime.Program program, CelSyntax syntax, List<byte[]> requiredTexts, ScanDeadline deadline) {
        this.program = program;
        this.variables = new CelVariables(syntax.names());
        this.requiredTexts = requiredTexts;
        this.hasLoops = syntax.hasLoops();
        this.deadline = deadline;
    }

    /**
     * Compiles an expression.
     *
     * @throws InvalidQueryException if it is not a valid expression, with the column of the error, or if its result is
     *     not a boolean
     */
    public static CelFilter compile(String expression) {
        return compile(expression, ScanDeadline.NONE);
    }

    static CelFilter compile(String expression, ScanDeadline deadline) {
        CelAbstractSyntaxTree parsed = tree(expression, compiler().build().parse(expression));
        CelSyntax syntax = CelSyntax.of(parsed.getExpr());
        CelCompilerBuilder declared = compiler();
        CelVariables.declarations(syntax.names()).forEach(declared::addVar);
        CelCompiler compiler = declared.build();
        CelAbstractSyntaxTree checked = tree(expression, compiler.check(parsed));
        CelType type = checked.getResultType();
        if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
            throw new InvalidQueryException(
                    "where", "is not a condition: \"%s\" is neither true nor false".formatted(expression));
        }
        return new CelFilter(
                program(checked), syntax, CelSyntax.requiredTexts(parsed.getExpr(), CelVariables::isField), deadline);
    }

    private static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    }

    private static CelRuntime.Program program(CelAbstractSyntaxTree checked) {
        try {
            return CelRuntimeFactory.plannerRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .build()
                    .createProgram(checked);
        } catch (CelEvaluationException invalid) {
            throw new InvalidQueryException("where", "cannot be evaluated: " + invalid.getMessage(), invalid);
        }
    }

    /** @throws InvalidQueryException if the evaluation takes too many steps or too long */
    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        if (!mayMatch(record.value())) {
            return false;
        }
        variables.setCurrent(record);
        try {
            checkDeadline();
            // Only loops can take long, and only they are worth the price of a callback at each step.
            Object result =
                    hasLoops ? program.trace(variables, (step, value) -> checkDeadline()) : program.eval(variables);
            return Boolean.TRUE.equals(result);
        } catch (CelEvaluationException failure) {
            if (failure.getErrorCode() == CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
                throw new InvalidQueryException(
                        "where",
                        "takes more than %,d steps of loops for the record %s-%d@%d; use fewer nested loops"
                                .formatted(MAX_ITERATIONS, record.topic(), record.partition(), record.offset()),
                        failure);
            }
            return false;
        } catch (DeadlinePassedError aborted) {
            throw new InvalidQueryException(
                    "where",
                    "takes too long; use a cheaper expression,"
                            + " or narrow the query down with partition, from, to or key");
        }
    }

    private void checkDeadline() {
        if (deadline.isOverdue()) {
            throw new DeadlinePassedError();
        }
    }

    /** An Error, because the evaluator treats exceptions as results of the expression, which {@code ||} can absorb. */
    private static final class DeadlinePassedError extends Error {

        private static final long serialVersionUID = 1L;

        DeadlinePassedError() {
            super("The deadline of the scan has passed", null, false, false);
        }
    }

    /**
     * Whether the value contains the texts that the expression compares fields with. This takes a tenth of the time
     * that parsing the JSON takes. It proves nothing if the JSON contains escapes, because an escape can stand for any
     * character.
     */
    private boolean mayMatch(byte @Nullable [] value) {
        for (byte[] text : requiredTexts) {
            if (!ByteSearch.contains(value, text)) {
                return ByteSearch.contains(value, BACKSLASH);
            }
        }
        return true;
    }

    private static CelAbstractSyntaxTree tree(String expression, CelValidationResult result) {
        try {
            return result.getAst();
        } catch (CelValidationException invalid) {
            CelIssue first = result.getErrors().getFirst();
            int column = Math.max(0, first.getSourceLocation().getColumn()) + 1;
            throw new InvalidQueryException(
                    "where",
                    "cannot be read at column %d: %s%n  %s%n  %s^"
                            .formatted(
                                    column, first.getMessage(), expression.replace('\n', ' '), " ".repeat(column - 1)),
                    invalid);
        }
    }
}
