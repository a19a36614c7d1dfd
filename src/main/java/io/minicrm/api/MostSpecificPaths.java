package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Lets the most specific path decide which methods there are. Otherwise {@code DELETE /segments/fields} would be a
 * {@code DELETE /segments/{id}}, and {@code OPTIONS} would say so.
 */
final class MostSpecificPaths extends RequestMappingHandlerMapping {

    /** The library that derives the description would also serve it as YAML, without what completes it. */
    @Override
    protected void registerHandlerMethod(Object handler, Method method, RequestMappingInfo mapping) {
        if (mapping.getPatternValues().stream().noneMatch(path -> path.endsWith(".yaml"))) {
            super.registerHandlerMethod(handler, method, mapping);
        }
    }

    @Override
    protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
        Set<String> methods = methods(request);
        String method = request.getMethod();
        if (!methods.isEmpty() && !methods.contains(method)) {
            if (method.equals("OPTIONS")) {
                return new HandlerMethod(new Options(methods), "answer", HttpServletResponse.class);
            }
            methods.remove("HEAD");
            throw new HttpRequestMethodNotSupportedException(method, methods);
        }
        return super.lookupHandlerMethod(path, request);
    }

    /** The methods of the API's path that fits best; empty if none does. */
    private Set<String> methods(HttpServletRequest request) {
        PathContainer path =
                ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
        List<PathPattern> fitting = new ArrayList<>();
        List<RequestMappingInfo> mappings = new ArrayList<>();
        for (RequestMappingInfo mapping : getHandlerMethods().keySet()) {
            if (mapping.getPathPatternsCondition() == null) {
                continue;
            }
            for (PathPattern pattern : mapping.getPathPatternsCondition().getPatterns()) {
                if (pattern.getPatternString().startsWith("/api/") && pattern.matches(path)) {
                    fitting.add(pattern);
                    mappings.add(mapping);
                }
            }
        }
        Set<String> methods = new TreeSet<>();
        fitting.stream()
                .min(Comparator.naturalOrder())
                .ifPresent(best -> mappings.stream()
                        .filter(mapping -> mapping.getPatternValues().contains(best.getPatternString()))
                        .flatMap(mapping -> mapping.getMethodsCondition().getMethods().stream())
                        .map(RequestMethod::name)
                        .forEach(methods::add));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** Answers {@code OPTIONS}. */
    static final class Options {

        private final Set<String> methods;

        Options(Set<String> methods) {
            this.methods = new TreeSet<>(methods);
            this.methods.add("OPTIONS");
        }

        public void answer(HttpServletResponse response) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
        }
    }
}
