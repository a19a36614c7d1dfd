package io.minicrm.template;

/** A part of a template: what {@link TemplateLexer} finds and {@link TemplateParser} reads. */
sealed interface Piece {

    /** Text outside of tags, without the white space that tags remove. */
    record Text(String text) implements Piece {}

    /** The body of {@code {% raw %}}. */
    record Raw(String text) implements Piece {}

    /** {@code {{ … }}}. The markup lies between the offsets. */
    record Output(int start, int end) implements Piece {}

    /**
     * {@code {% name … %}}. The markup after the name lies between the offsets.
     *
     * @param nameAt the offset of the name
     */
    record Tag(String name, int nameAt, int start, int end) implements Piece {}
}
