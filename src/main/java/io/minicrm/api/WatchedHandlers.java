package io.minicrm.api;

import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;

/** Watches the client while an operation with {@link EndsWithClient} runs, its arguments and body having been read. */
final class WatchedHandlers extends RequestMappingHandlerAdapter {

    @Override
    protected ServletInvocableHandlerMethod createInvocableHandlerMethod(HandlerMethod handler) {
        return handler.hasMethodAnnotation(EndsWithClient.class)
                ? new WatchedHandler(handler)
                : super.createInvocableHandlerMethod(handler);
    }

    private static final class WatchedHandler extends ServletInvocableHandlerMethod {

        WatchedHandler(HandlerMethod handler) {
            super(handler);
        }

        @Override
        protected @Nullable Object doInvoke(@Nullable Object... arguments) throws Exception {
            return ClientWatch.<@Nullable Object>ask(() -> super.doInvoke(arguments));
        }
    }
}
