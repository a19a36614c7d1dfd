package io.minicrm.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.launch.CampaignControl;
import io.minicrm.launch.CampaignLauncher;
import io.minicrm.launch.ProcessingTime;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.LeadJson;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.progress.ProgressFeeds;
import io.minicrm.store.Store;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API, wired. It asks the application for a {@link Store}, a {@link ReceiptPublisher}, the installed {@link Channel}s, a
 * {@link TopicInspector}, a {@link ChunkPolicy}, {@link ApiSettings} and a {@link Clock}, and expects requests to run on virtual threads.
 */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {

    @Bean
    JsonFormat jsonFormat() {
        return new JsonFormat();
    }

    @Bean
    Problems problems(Store store) {
        return new Problems(store);
    }

    @Bean
    BodyLimit bodyLimit() {
        return new BodyLimit();
    }

    @Bean
    WebMvcConfigurer wellFormedParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new WellFormedParameters());
            }
        };
    }

    @Bean
    TomcatConnectorCustomizer connector() {
        return connector -> {
            // A lead's id may contain a slash; it arrives as %2F and stays one part of the path.
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        };
    }

    /** After Boot's own, which would put a page of HTML before it. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemReportValve()));
    }

    @Bean
    CampaignLauncher campaignLauncher(
            Store store, ChunkPolicy policy, List<Channel> channels, ApiSettings settings, Clock clock) {
        return new CampaignLauncher(
                store.segments(),
                store.audience(),
                store.campaigns(),
                new Planner(store.audience(), store.plans(), clock),
                policy,
                names(channels),
                new ProcessingTime(store.campaigns(), settings.parallelSends()),
                clock);
    }

    @Bean
    CampaignControl campaignControl(Store store, Clock clock) {
        return new CampaignControl(store.campaigns(), store.deliveries(), store.tallies(), clock);
    }

    @Bean
    CampaignProgressReader campaignProgressReader(Store store) {
        return new CampaignProgressReader(store.campaigns(), store.tallies());
    }

    @Bean
    ProgressFeeds progressFeeds(CampaignProgressReader progress, Clock clock) {
        return new ProgressFeeds(progress, clock);
    }

    /** Streams are requests that never end: they end first, or a graceful stop would wait for them. */
    @Bean
    ApplicationListener<ContextClosedEvent> endOfStreams(ProgressFeeds feeds) {
        return event -> feeds.close();
    }

    @Bean
    LeadJson leadJson(Clock clock) {
        return new LeadJson(clock, new SecureRandom());
    }

    @Bean
    LeadsResource leadsResource(Store store, LeadJson json) {
        return new LeadsResource(store, json);
    }

    @Bean
    LeadIntakeResource leadIntakeResource(Store store, LeadJson json, Clock clock) {
        return new LeadIntakeResource(store.leads(), json, new CsvImport(store.leads(), clock));
    }

    @Bean
    SegmentsResource segmentsResource(Store store, Clock clock) {
        return new SegmentsResource(store, clock);
    }

    @Bean
    CampaignsResource campaignsResource(
            Store store, CampaignProgressReader progress, CampaignLauncher launcher, Clock clock) {
        return new CampaignsResource(store, progress, launcher, clock);
    }

    @Bean
    CampaignSteeringResource campaignSteeringResource(
            CampaignControl control, CampaignProgressReader progress, Clock clock) {
        return new CampaignSteeringResource(control, progress, clock);
    }

    @Bean
    DiagnosisResource diagnosisResource(
            Store store, CampaignProgressReader progress, TopicInspector inspector, Clock clock) {
        return new DiagnosisResource(store, progress, inspector, clock);
    }

    @Bean
    LimitsResource limitsResource(Store store, List<Channel> channels) {
        return new LimitsResource(store.limits(), names(channels));
    }

    @Bean
    CampaignPreviewResource campaignPreviewResource(Store store, LeadJson json) {
        return new CampaignPreviewResource(store.leads(), json);
    }

    @Bean
    CampaignEventsResource campaignEventsResource(ProgressFeeds feeds, JsonMapper json, Clock clock) {
        return new CampaignEventsResource(feeds, json, clock);
    }

    @Bean
    ReceiptsResource receiptsResource(
            Store store,
            ReceiptPublisher publisher,
            List<Channel> channels,
            ApiSettings settings,
            JsonMapper json,
            Clock clock) {
        return new ReceiptsResource(
                store.campaigns(),
                publisher,
                names(channels),
                new ReceiptSignature(settings.receiptSecret()),
                json,
                clock);
    }

    @Bean
    KafkaResource kafkaResource(TopicInspector inspector, Clock clock) {
        return new KafkaResource(inspector, clock);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("mini-crm")
                        .version("v1")
                        .description("Successes are {\"success\": true, \"data\": …}; failures are"
                                + " application/problem+json (RFC 9457) with \"success\": false, and errors"
                                + " [{field, message}] where fields are at fault."));
    }

    @Bean
    ApiDescription apiDescription() {
        return new ApiDescription();
    }

    /** The description reads our classes with a Jackson of its own, which has to name properties as ours does. */
    @Bean
    ModelResolver snakeCaseSchemas() {
        return new ModelResolver(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }

    private static Set<String> names(List<Channel> channels) {
        return channels.stream().map(Channel::name).collect(Collectors.toSet());
    }
}
