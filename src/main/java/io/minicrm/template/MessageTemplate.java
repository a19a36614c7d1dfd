package io.minicrm.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import liqp.exceptions.ExceededMaxIterationsException;
import liquid.parser.v4.LiquidParser;
import org.jspecify.annotations.Nullable;

/**
 * A message with places for what is known of a lead, in Liquid: {@code Hi {{name | default: "there"}}}. Parsed once, it may be
 * rendered by any number of threads at a time. Numbers are shown plainly ({@code 58138}), an absent value as nothing; the
 * message is plain text, so nothing is escaped.
 *
 * <p>Templates come from users and are not trusted. What one can cost is bounded, in the thread that renders, by counting:
 * <ul>
 *   <li>a source has at most {@value #MAX_SOURCE_LENGTH} characters; tags nest at most 30 deep, and one tag has at most 60
 *       conditions, brackets and filters, and at most 500 spaces stand in a row: parser and renderer never run out of stack;
 *   <li>all loops together turn at most 10,000 times;
 *   <li>no text grows beyond 100,000 characters, the message included, no list beyond 10,000 items, no number beyond 100
 *       digits;
 *   <li>each node and each character made is paid from a budget, and filters that search pay for the worst case: a rendering
 *       ends within about a second at the very worst;
 *   <li>files cannot be read ({@code include} is refused), only the filters and tags of standard Liquid exist, and what a
 *       template reads is known before it renders.
 * </ul>
 */
public final class MessageTemplate {

    /** The longest source, in UTF-16 units. */
    public static final int MAX_SOURCE_LENGTH = 20_000;

    private final String source;
    private final Set<String> variables;
    private final TemplateBody body;

    private MessageTemplate(String source, Set<String> variables, TemplateBody body) {
        this.source = source;
        this.variables = variables;
        this.body = body;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateSyntaxException when it cannot be read, with line, column and mend
     */
    public static MessageTemplate parse(String source) {
        if (source.length() > MAX_SOURCE_LENGTH) {
            throw new TemplateSyntaxException(
                    1,
                    1,
                    "the template has %d characters; the limit is %d".formatted(source.length(), MAX_SOURCE_LENGTH));
        }
        LiquidParser.ParseContext tree = TemplateCompiler.parse(source);
        return new MessageTemplate(source, TemplateVariables.of(tree), TemplateBody.of(tree));
    }

    /** The text that was parsed. */
    public String source() {
        return source;
    }

    /** The names that the template may read from the lead, sorted; not those that it gives a value itself. */
    public Set<String> variables() {
        return variables;
    }

    /** The names among {@link #variables} for which there is no value. */
    public Set<String> missing(Map<String, ?> values) {
        return variables.stream()
                .filter(name -> values.get(name) == null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Renders the message for one lead.
     *
     * @param values texts, numbers and booleans by name; those that the template does not read are not looked at
     * @throws TemplateRenderException when a value does not fit what the template does with it, or a limit is reached
     */
    public String render(Map<String, ?> values) {
        var plain = HashMap.<String, Object>newHashMap(variables.size());
        for (String name : variables) {
            Object value = values.get(name);
            if (value != null) {
                plain.put(name, PlainValue.of(name, value));
            }
        }
        try {
            return body.render(plain);
        } catch (TemplateRenderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    /** liqp wraps what a filter throws, and says little in its own exceptions. */
    private static TemplateRenderException explained(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateRenderException ours) {
                return ours;
            }
            if (cause instanceof ExceededMaxIterationsException) {
                return new TemplateRenderException(
                        "The loops turn more than %d times; use fewer turns".formatted(RenderBudget.MAX_ITERATIONS), e);
            }
        }
        return new TemplateRenderException("The template does not fit this lead: " + message(e), e);
    }

    private static @Nullable String message(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
