package io.minicrm.api;

import io.minicrm.access.Keyring;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.launch.CampaignControl;
import io.minicrm.launch.CampaignLauncher;
import io.minicrm.launch.OrderCheck;
import io.minicrm.launch.ProcessingTime;
import io.minicrm.lead.AttributeCounts;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.CsvPreview;
import io.minicrm.lead.LeadJson;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.progress.Diagnoser;
import io.minicrm.progress.ProgressFeeds;
import io.minicrm.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import tools.jackson.databind.json.JsonMapper;

/**
 * The resources of the HTTP API. It needs these beans of the application: a {@link Store}, a {@link ReceiptPublisher},
 * the installed {@link Channel}s, a {@link TopicInspector}, a {@link ChunkPolicy}, {@link ApiSettings} and a
 * {@link Clock}. Requests have to run on virtual threads, because each event stream occupies one.
 */
@Configuration(proxyBeanMethods = false)
@Import({HttpConfiguration.class, DescriptionConfiguration.class, AccessConfiguration.class, Pages.class})
public class ApiConfiguration {

    @Bean
    Problems problems(Store store) {
        return new Problems(store);
    }

    @Bean
    CampaignLauncher campaignLauncher(
            Store store, ChunkPolicy policy, List<Channel> channels, ApiSettings settings, Clock clock) {
        return new CampaignLauncher(
                new OrderCheck(
                        store.segments(),
                        () -> store.leads().attributeTypes().keySet(),
                        policy,
                        names(channels),
                        settings.defaultChannel()),
                store.audience(),
                store.campaigns(),
                new Planner(store.audience(), store.plans(), clock),
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

    /** A graceful stop waits for running requests, and event streams do not end by themselves. */
    @Bean
    ApplicationListener<ContextClosedEvent> endOfStreams(ProgressFeeds feeds) {
        return event -> feeds.close();
    }

    @Bean
    LeadJson leadJson(Clock clock) {
        return new LeadJson(clock, new SecureRandom());
    }

    @Bean
    AttributeTypes attributeTypes(Store store) {
        return new AttributeTypes(store.attributes(), store.leads());
    }

    @Bean
    AttributeCounts attributeCounts(Store store) {
        return new AttributeCounts(store.leads());
    }

    @Bean
    AttributesResource attributesResource(Store store, AttributeTypes types, AttributeCounts counts) {
        return new AttributesResource(store.attributes(), types, counts);
    }

    @Bean
    LeadsResource leadsResource(Store store, LeadJson json, AttributeTypes types) {
        return new LeadsResource(store, json, types);
    }

    @Bean
    ConsentsResource consentsResource(Store store, Clock clock) {
        return new ConsentsResource(store, clock, new SecureRandom());
    }

    @Bean
    LeadIntakeResource leadIntakeResource(Store store, LeadJson json, AttributeTypes types, Clock clock) {
        return new LeadIntakeResource(store.leads(), json, types, new CsvImport(store.leads(), types, clock));
    }

    @Bean
    ImportsResource importsResource(AttributeTypes types, BodyBudget bodies, Clock clock) {
        return new ImportsResource(new CsvPreview(types, clock), bodies);
    }

    @Bean
    SegmentsResource segmentsResource(Store store, AttributeCounts counts, Clock clock) {
        return new SegmentsResource(store, counts, clock);
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
        return new DiagnosisResource(new Diagnoser(progress, store.deliveries(), store.limits(), inspector, clock));
    }

    @Bean
    KeysResource keysResource(Store store, Keyring keyring, Clock clock) {
        return new KeysResource(store.apiKeys(), keyring, clock);
    }

    @Bean
    AuditResource auditResource(Store store) {
        return new AuditResource(store.auditLog());
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
            BodyBudget bodies,
            JsonMapper json,
            Clock clock) {
        return new ReceiptsResource(
                store.campaigns(),
                publisher,
                names(channels),
                new ReceiptSignature(settings.receiptSecret()),
                bodies,
                json,
                clock);
    }

    @Bean
    KafkaResource kafkaResource(TopicInspector inspector, Clock clock) {
        return new KafkaResource(inspector, clock);
    }

    private static Set<String> names(List<Channel> channels) {
        return channels.stream().map(Channel::name).collect(Collectors.toSet());
    }
}
