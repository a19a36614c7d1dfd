package io.minicrm.template;

import org.jspecify.annotations.Nullable;

/** A template that cannot be rendered for a lead: a value does not fit, or a limit is exceeded. */
public final class TemplateRenderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TemplateRenderException(String message) {
        this(message, null);
    }

    TemplateRenderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
