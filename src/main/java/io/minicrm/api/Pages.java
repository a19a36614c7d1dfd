package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the pages, which the build puts into the folder {@code web} of the class path: {@code /campaigns} is the file
 * {@code campaigns.html}. Files whose names contain a hash of their content are cached for a year; browsers ask for all
 * others each time, and get 304 if they have not changed.
 */
@Configuration(proxyBeanMethods = false)
class Pages implements WebMvcConfigurer {

    /** What {@code /} answers if the pages were not built. */
    static final String NO_PAGES =
            "The pages are not part of this build. To get them, install Node 20.9 or newer and build again; the API is"
                    + " under /api/v1";

    private static final String ROOT = "classpath:/web/";
    private static final String INDEX = "index.html";
    private static final Duration YEAR = Duration.ofDays(365);

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/_next/static/**")
                .addResourceLocations(ROOT + "_next/static/")
                .setCacheControl(CacheControl.maxAge(YEAR).cachePublic().immutable())
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver())
                .addResolver(new PathResourceResolver());
        registry.addResourceHandler("/**")
                .addResourceLocations(ROOT)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new PageResolver())
                .addResolver(new EncodedResourceResolver())
                .addResolver(new PathResourceResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/" + INDEX);
    }

    /** The policy of scripts is part of each page, because it names their hashes; these headers work only here. */
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HandlerInterceptor() {
                    @Override
                    public boolean preHandle(
                            HttpServletRequest request,
                            jakarta.servlet.http.HttpServletResponse response,
                            Object handler) {
                        response.setHeader("Content-Security-Policy", "frame-ancestors 'none'");
                        response.setHeader("X-Content-Type-Options", "nosniff");
                        response.setHeader("Referrer-Policy", "same-origin");
                        return true;
                    }
                })
                .excludePathPatterns("/api/**", "/actuator/**", "/v3/**");
    }

    static boolean isPage(String path) {
        return path.isEmpty() || path.equals("/") || path.endsWith(INDEX);
    }

    /**
     * The page for paths that do not exist.
     *
     * @param accept the request's Accept header
     * @return null if the client does not want HTML, if the path belongs to the API, or if the pages were not built
     */
    static byte @Nullable [] notFoundPage(String path, @Nullable String accept) {
        Resource page = new ClassPathResource("web/404.html");
        boolean wantsPage = accept != null && accept.toLowerCase(Locale.ROOT).contains(MediaType.TEXT_HTML_VALUE);
        String relative = path.startsWith("/") ? path.substring(1) : path;
        if (!wantsPage || relative.startsWith("api/") || !page.exists()) {
            return null;
        }
        try {
            return page.getContentAsByteArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Adds {@code .html} to paths without an extension. */
    private static final class PageResolver extends PathResourceResolver {

        @Override
        protected @Nullable Resource resolveResourceInternal(
                @Nullable HttpServletRequest request,
                String path,
                List<? extends Resource> locations,
                org.springframework.web.servlet.resource.ResourceResolverChain chain) {
            boolean isPage = !path.isEmpty() && path.indexOf('.', path.lastIndexOf('/') + 1) < 0 && !path.endsWith("/");
            return chain.resolveResource(request, isPage ? path + ".html" : path, locations);
        }
    }
}
