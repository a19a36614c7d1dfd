package io.minicrm.template;

import io.minicrm.template.Node.Block;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message with variables of a lead, in Liquid: {@code Hi {{name | default: "there"}}}. It is parsed once and may be
 * rendered by any number of threads. The message is plain text, so nothing is escaped. Numbers are written without an
 * exponent and without needless zeros ({@code 58138}), and a missing value is written as nothing.
 *
 * <p>Templates come from users and are not trusted. The cost of each is limited by counting, in the thread that
 * renders:
 * <ul>
 *   <li>A source has at most {@value #MAX_SOURCE_LENGTH} characters. Tags nest at most 30 deep, and one tag has at most
 *       60 conditions, brackets and filters, so neither parser nor renderer run out of stack.
 *   <li>All loops together run at most 10,000 iterations.
 *   <li>No text, including the message, grows beyond 100,000 characters, no list beyond 10,000 items, and no number
 *       beyond 100 digits.
 *   <li>Each node, each character and each item costs a part of a budget, and filters that search cost their worst
 *       case. Rendering takes about a second at worst.
 *   <li>Templates cannot read files, and the variables that a template reads are known before it is rendered.
 * </ul>
 *
 * <p>docs/templates.md lists the tags and filters, and the differences from Shopify's Liquid.
 */
public final class MessageTemplate {

    /** The longest source, in UTF-16 units. */
    public static final int MAX_SOURCE_LENGTH = 20_000;

    private final String source;
    private final Set<String> variables;
    private final Set<String> required;
    private final Block body;
    /** Why the template cannot be rendered; null if it is valid. */
    private final @Nullable TemplateSyntaxException invalid;

    private MessageTemplate(String source, Block body, @Nullable TemplateSyntaxException invalid) {
        FreeVariables read = FreeVariables.of(body);
        this.source = source;
        this.variables = read.all();
        this.required = read.required();
        this.body = body;
        this.invalid = invalid;
    }

    /**
     * Parses a template.
     *
     * @throws TemplateSyntaxException if it is not valid
     */
    public static MessageTemplate parse(String source) {
        if (source.length() > MAX_SOURCE_LENGTH) {
            throw new TemplateSyntaxException(
                    1,
                    1,
                    "the template has %d characters; the limit is %d".formatted(source.length(), MAX_SOURCE_LENGTH));
        }
        return new MessageTemplate(source, TemplateParser.parse(new Source(source)), null);
    }

    /**
     * Parses a template that was accepted earlier, perhaps by a version that knew less about what is valid. This does
     * not throw: a template that is not valid any longer reads no variables and fails whenever it is rendered, so that
     * the messages of its campaign fail with the reason.
     */
    public static MessageTemplate parseStored(String source) {
        try {
            return parse(source);
        } catch (TemplateSyntaxException invalid) {
            return new MessageTemplate(source, Block.EMPTY, invalid);
        }
    }

    /** The text that was parsed. */
    public String source() {
        return source;
    }

    /**
     * The names of the variables that the template may read from the lead, sorted. Variables that it assigns itself are
     * left out.
     */
    public Set<String> variables() {
        return variables;
    }

    /**
     * Those of the {@link #variables} that the template reads without saying what happens to leads that lack them: it
     * neither gives a {@code default} nor asks with {@code if} whether there is a value.
     */
    public Set<String> required() {
        return required;
    }

    /**
     * Renders the message for one lead.
     *
     * @param values texts, numbers, booleans, lists and objects by name; values that the template does not read are
     *     ignored
     * @throws TemplateRenderException if a value does not fit the way in which the template uses it, a limit is
     *     exceeded, or a {@linkplain #parseStored stored template} is not valid
     */
    public String render(Map<String, ?> values) {
        if (invalid != null) {
            throw new TemplateRenderException(String.valueOf(invalid.getMessage()), invalid);
        }
        return Renderer.render(body, values);
    }
}
