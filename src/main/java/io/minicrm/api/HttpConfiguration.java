package io.minicrm.api;

import io.minicrm.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the API speaks HTTP, whatever the resource: which requests are refused before it, and how bodies and errors are
 * written.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    private static final int MOST_CONNECTIONS = 8_192;

    @Bean
    JsonFormat jsonFormat() {
        return new JsonFormat();
    }

    @Bean
    BodyBudget bodyBudget() {
        return BodyBudget.ofHeap();
    }

    @Bean
    BodyLimit bodyLimit(BodyBudget budget) {
        return new BodyLimit(budget);
    }

    @Bean
    WholeNumbers wholeNumbers() {
        return new WholeNumbers();
    }

    @Bean
    ErrorResource errorResource() {
        return new ErrorResource();
    }

    @Bean
    UnchangedAnswers unchangedAnswers() {
        return new UnchangedAnswers();
    }

    @Bean
    ProblemRequestIds problemRequestIds() {
        return new ProblemRequestIds();
    }

    /** Registered first, and therefore before the other filters of the highest precedence. */
    @Bean
    FilterRegistrationBean<RequestIds> requestIds() {
        var registration = new FilterRegistrationBean<>(new RequestIds());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RequestChecks> requestChecks(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        var filter = new RequestChecks((request, response, handler, exception) ->
                problems.getObject().resolveException(request, response, handler, exception));
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BrowserChecks> browserChecks(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems,
            ApiSettings settings) {
        var filter = new BrowserChecks(
                (request, response, handler, exception) ->
                        problems.getObject().resolveException(request, response, handler, exception),
                settings.publicHosts());
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** After the log-in, because a key belongs to who sends it. */
    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotency(
            Store store,
            JsonMapper json,
            ApiSettings settings,
            Clock clock,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        var filter = new IdempotencyFilter(
                store.keptRequests(),
                new CreatedThings(store),
                new KeptAnswer.Format(json),
                settings.keysKeptFor(),
                (request, response, handler, exception) ->
                        problems.getObject().resolveException(request, response, handler, exception),
                clock);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebMvcRegistrations pathsAndHandlers() {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                return new WatchedHandlers();
            }

            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new MostSpecificPaths();
            }
        };
    }

    @Bean
    WebMvcConfigurer requestsAndBodies(ApiSettings settings) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new QueryParameters());
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ConditionsResolver(settings.requiresIfMatch()));
            }

            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                negotiation.strategies(List.of(new AcceptedTypes()));
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.configureMessageConvertersList(list -> list.removeIf(HttpConfiguration::isUnwanted));
            }
        };
    }

    /** Ordered after Boot's customizer, whose limits and whose valve that writes HTML would otherwise win. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.setProtocol(WatchedHttpProtocol.class.getName());
            factory.addConnectorCustomizers(HttpConfiguration::configure);
            factory.addContextCustomizers(
                    context -> context.getParent().getPipeline().addValve(new ProblemReportValve()));
        };
    }

    private static void configure(Connector connector) {
        // A lead's id may contain slashes and backslashes. They arrive as %2F and %5C and remain in one segment of the
        // path.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        // Tomcat answers a head that is too long with 400. With a higher limit there, RequestChecks answers with 414 or
        // 431.
        connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(RequestChecks.MAX_HEAD_BYTES));
        connector.setProperty("maxHeaderCount", String.valueOf(10 * RequestChecks.MAX_HEADERS));
        connector.setProperty(
                "maxConnections",
                String.valueOf(maxConnections(Runtime.getRuntime().maxMemory())));
        // How long a client may be silent in the middle of a request, and how long between two.
        connector.setProperty("connectionTimeout", "20000");
        connector.setProperty("keepAliveTimeout", "60000");
    }

    /** Each connection has a buffer for the head of a request, so thousands of silent ones would fill a small heap. */
    static int maxConnections(long heapBytes) {
        long affordable = heapBytes / 4 / (2L * RequestChecks.MAX_HEAD_BYTES);
        return (int) Math.clamp(affordable, 200, MOST_CONNECTIONS);
    }

    /**
     * Libraries on the class path bring converters for YAML and other formats, which would be further, untested APIs.
     */
    private static boolean isUnwanted(HttpMessageConverter<?> converter) {
        return Set.of(
                        ByteArrayHttpMessageConverter.class,
                        StringHttpMessageConverter.class,
                        ResourceHttpMessageConverter.class,
                        JacksonJsonHttpMessageConverter.class)
                .stream()
                .noneMatch(wanted -> wanted.isInstance(converter));
    }
}
