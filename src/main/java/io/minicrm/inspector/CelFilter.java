package io.minicrm.inspector;

import com.google.api.expr.v1alpha1.Constant;
import com.google.api.expr.v1alpha1.Decl;
import com.google.api.expr.v1alpha1.Expr;
import com.google.api.expr.v1alpha1.Type;
import com.google.protobuf.NullValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.projectnessie.cel.Ast;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.EvalOption;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.ProgramOption;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.CELError;
import org.projectnessie.cel.common.types.BoolT;

/**
 * A condition on records in CEL. The fields of a JSON value are names; beside them stand {@code key}, {@code partition}, {@code offset},
 * {@code timestamp}, {@code headers} (text by name) and {@code body} (the whole value), which hide fields of the same name. A record of
 * which the condition cannot be told, for a field is missing or is of another kind, does not match. For one thread.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">the language</a>
 */
public final class CelFilter {

    private static final Map<String, Type> KNOWN = Map.of(
            "key", Decls.Dyn,
            "partition", Decls.Int,
            "offset", Decls.Int,
            "timestamp", Decls.Timestamp,
            "headers", Decls.newMapType(Decls.String, Decls.String),
            "body", Decls.Dyn);

    private static final byte[] BACKSLASH = {'\\'};

    private final Program program;
    private final Set<String> fields;
    private final List<byte[]> needed;
    private final Function<String, @Nullable Object> names = this::lookUp;
    private @Nullable ConsumerRecord<byte[], byte[]> candidate;
    private @Nullable Map<String, Object> values;

    private CelFilter(Program program, Set<String> fields, List<byte[]> needed) {
        this.program = program;
        this.fields = fields;
        this.needed = needed;
    }

    /**
     * Reads an expression.
     *
     * @throws InvalidQueryException when it is not one that is true or false, with the column at fault
     */
    public static CelFilter compile(String expression) {
        Env bare = Env.newEnv();
        Ast parsed = tree(expression, bare.parse(expression));
        Set<String> named = new HashSet<>();
        collectNames(parsed.getExpr(), Set.of(), named);
        List<Decl> declarations = named.stream()
                .map(name -> Decls.newVar(name, KNOWN.getOrDefault(name, Decls.Dyn)))
                .collect(Collectors.toCollection(ArrayList::new));
        Env env = Env.newEnv(EnvOption.declarations(declarations));
        Ast checked = tree(expression, env.check(parsed));
        Type type = checked.getResultType();
        if (!type.equals(Decls.Bool) && !type.equals(Decls.Dyn)) {
            throw new InvalidQueryException(
                    "where", "is not a condition: \"%s\" is neither true nor false".formatted(expression));
        }
        Set<String> fields =
                named.stream().filter(name -> !KNOWN.containsKey(name)).collect(Collectors.toSet());
        List<byte[]> needed = new ArrayList<>();
        collectNeeded(parsed.getExpr(), needed);
        return new CelFilter(env.program(checked, ProgramOption.evalOptions(EvalOption.OptOptimize)), fields, needed);
    }

    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        if (!mayMatch(record.value())) {
            return false;
        }
        candidate = record;
        values = null;
        return program.eval(names).getVal() == BoolT.True;
    }

    /**
     * Whether the texts that the condition asks for are in the bytes at all, which is told ten times as fast as by reading the JSON. CelFilter
     * something is escaped, only reading tells.
     */
    private boolean mayMatch(byte @Nullable [] value) {
        for (byte[] text : needed) {
            if (!ByteSearch.contains(value, text)) {
                return ByteSearch.contains(value, BACKSLASH);
            }
        }
        return true;
    }

    /** The texts of those parts {@code field == "text"} that must all be true. */
    private static void collectNeeded(Expr expr, List<byte[]> into) {
        if (expr.getExprKindCase() != Expr.ExprKindCase.CALL_EXPR) {
            return;
        }
        Expr.Call call = expr.getCallExpr();
        if (call.getFunction().equals("_&&_")) {
            call.getArgsList().forEach(part -> collectNeeded(part, into));
        } else if (call.getFunction().equals("_==_")) {
            for (int side = 0; side < 2; side++) {
                Expr name = call.getArgs(side);
                Expr text = call.getArgs(1 - side);
                if (name.hasIdentExpr()
                        && !KNOWN.containsKey(name.getIdentExpr().getName())
                        && text.hasConstExpr()
                        && text.getConstExpr().getConstantKindCase() == Constant.ConstantKindCase.STRING_VALUE) {
                    into.add(text.getConstExpr().getStringValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private @Nullable Object lookUp(String name) {
        ConsumerRecord<byte[], byte[]> record = candidate;
        if (record == null) {
            return null;
        }
        return switch (name) {
            case "key" ->
                record.key() == null ? NullValue.NULL_VALUE : new String(record.key(), StandardCharsets.UTF_8);
            case "partition" -> (long) record.partition();
            case "offset" -> record.offset();
            case "timestamp" -> Instant.ofEpochMilli(record.timestamp());
            case "headers" -> headers(record);
            case "body" -> record.value() == null ? null : JsonFields.readWhole(record.value());
            default -> field(record, name);
        };
    }

    private @Nullable Object field(ConsumerRecord<byte[], byte[]> record, String name) {
        Map<String, Object> known = values;
        if (known == null) {
            known = record.value() == null ? Map.of() : JsonFields.read(record.value(), fields);
            values = known;
        }
        return known.get(name);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private static Ast tree(String expression, Env.AstIssuesTuple outcome) {
        if (!outcome.hasIssues()) {
            return outcome.getAst();
        }
        CELError first = outcome.getIssues().getErrors().getFirst();
        int column = first.getLocation().column() + 1;
        throw new InvalidQueryException(
                "where",
                "cannot be read at column %d: %s%n  %s%n  %s^"
                        .formatted(
                                column,
                                first.getMessage(),
                                expression.replace('\n', ' '),
                                " ".repeat(Math.max(0, column - 1))));
    }

    /** The names that stand for themselves; those that a macro binds, such as v in {@code list.exists(v, v > 1)}, do not. */
    private static void collectNames(Expr expr, Set<String> bound, Set<String> into) {
        switch (expr.getExprKindCase()) {
            case IDENT_EXPR -> {
                String name = expr.getIdentExpr().getName();
                if (!bound.contains(name)) {
                    into.add(name);
                }
            }
            case SELECT_EXPR -> collectNames(expr.getSelectExpr().getOperand(), bound, into);
            case CALL_EXPR -> {
                if (expr.getCallExpr().hasTarget()) {
                    collectNames(expr.getCallExpr().getTarget(), bound, into);
                }
                expr.getCallExpr().getArgsList().forEach(argument -> collectNames(argument, bound, into));
            }
            case LIST_EXPR ->
                expr.getListExpr().getElementsList().forEach(element -> collectNames(element, bound, into));
            case STRUCT_EXPR ->
                expr.getStructExpr().getEntriesList().forEach(entry -> {
                    collectNames(entry.getMapKey(), bound, into);
                    collectNames(entry.getValue(), bound, into);
                });
            case COMPREHENSION_EXPR -> {
                Expr.Comprehension loop = expr.getComprehensionExpr();
                collectNames(loop.getIterRange(), bound, into);
                collectNames(loop.getAccuInit(), bound, into);
                Set<String> inside = new HashSet<>(bound);
                inside.add(loop.getIterVar());
                inside.add(loop.getAccuVar());
                collectNames(loop.getLoopCondition(), inside, into);
                collectNames(loop.getLoopStep(), inside, into);
                collectNames(loop.getResult(), inside, into);
            }
            case CONST_EXPR, EXPRKIND_NOT_SET -> {}
        }
    }
}
