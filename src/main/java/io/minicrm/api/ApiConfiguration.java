package io.minicrm.api;

import io.minicrm.access.Keyring;
import io.minicrm.access.LogIn;
import io.minicrm.access.OneTimeLinks;
import io.minicrm.access.PasswordHashes;
import io.minicrm.access.SessionKeeper;
import io.minicrm.access.UserDirectory;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.ApprovalRule;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.importing.ImportLauncher;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.launch.CampaignApproval;
import io.minicrm.launch.CampaignCheck;
import io.minicrm.launch.CampaignControl;
import io.minicrm.launch.CampaignLauncher;
import io.minicrm.launch.DraftLauncher;
import io.minicrm.launch.OrderCheck;
import io.minicrm.launch.ProcessingTime;
import io.minicrm.launch.TestSend;
import io.minicrm.lead.AttributeCounts;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.CsvPreview;
import io.minicrm.lead.LeadJson;
import io.minicrm.ledger.CampaignAnalyses;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.progress.Diagnoser;
import io.minicrm.progress.LimitLoads;
import io.minicrm.progress.ProgressFeeds;
import io.minicrm.progress.Tracer;
import io.minicrm.samples.Samples;
import io.minicrm.segment.SegmentCounter;
import io.minicrm.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import tools.jackson.databind.json.JsonMapper;

/**
 * The resources of the HTTP API. It needs these beans of the application: a {@link Store}, a {@link ReceiptPublisher},
 * the installed {@link Channel}s, a {@link TopicInspector}, {@link OneTimeLinks}, an {@link ImportLauncher}, a {@link
 * ChunkPolicy}, {@link ApiSettings}, {@link SystemFacts} and a {@link Clock}. Requests have to run on virtual threads,
 * because each event stream occupies one.
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
            Store store,
            SegmentCounter segmentCounter,
            ChunkPolicy policy,
            List<Channel> channels,
            ApiSettings settings,
            Clock clock) {
        return new CampaignLauncher(
                new OrderCheck(
                        store.segments(),
                        () -> store.leads().attributeTypes().keySet(),
                        policy,
                        names(channels),
                        settings.defaultChannel()),
                segmentCounter,
                store.campaigns(),
                new Planner(store.audience(), store.plans(), clock),
                new ProcessingTime(store.campaigns(), settings.parallelSends()),
                clock);
    }

    @Bean
    SegmentCounter segmentCounter(Store store) {
        return new SegmentCounter(store.audience(), store.segmentCounts());
    }

    @Bean
    CampaignCheckResource campaignCheckResource(
            CampaignLauncher launcher, Store store, List<Channel> channels, Clock clock) {
        return new CampaignCheckResource(new CampaignCheck(
                launcher,
                new CampaignCheck.People(store.audience(), store.leads()),
                new CampaignCheck.Sent(store.campaigns(), store.deliveries()),
                channels,
                clock));
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
    LeadsResource leadsResource(Store store, LeadJson json, AttributeTypes types, JsonMapper mapper) {
        return new LeadsResource(store, json, types, mapper);
    }

    @Bean
    LeadSegmentsResource leadSegmentsResource(Store store, Clock clock) {
        return new LeadSegmentsResource(store, clock);
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
    ImportJobsResource importJobsResource(
            Store store, ImportLauncher launcher, ApiSettings settings, JsonMapper json, Clock clock) {
        return new ImportJobsResource(store.imports(), launcher, settings.maxImportBytes(), json, clock);
    }

    @Bean
    SegmentMembersResource segmentMembersResource(Store store, Clock clock) {
        return new SegmentMembersResource(store, clock);
    }

    @Bean
    SegmentsResource segmentsResource(
            Store store, SegmentCounter counter, AttributeCounts counts, JsonMapper mapper, Clock clock) {
        return new SegmentsResource(store, counter, counts, new EntityTags(mapper), clock);
    }

    @Bean
    SegmentListResource segmentListResource(Store store) {
        return new SegmentListResource(store);
    }

    @Bean
    CampaignsResource campaignsResource(
            Store store, CampaignProgressReader progress, CampaignLauncher launcher, JsonMapper mapper, Clock clock) {
        return new CampaignsResource(store, progress, launcher, new EntityTags(mapper), clock);
    }

    @Bean
    DraftsResource draftsResource(Store store, CampaignLauncher launcher, JsonMapper mapper, Clock clock) {
        return new DraftsResource(
                store.campaignDrafts(), new DraftLauncher(store.campaignDrafts(), launcher), mapper, clock);
    }

    @Bean
    CampaignDeliveriesResource campaignDeliveriesResource(Store store, List<Channel> channels, Clock clock) {
        return new CampaignDeliveriesResource(store, byName(channels), clock);
    }

    @Bean
    TestSendResource testSendResource(Store store, List<Channel> channels, ApiSettings settings) {
        return new TestSendResource(
                new TestSend(store.leads(), byName(channels), settings.defaultChannel(), settings.sendTimeout()));
    }

    @Bean
    CampaignRulesResource campaignRulesResource(Store store) {
        return new CampaignRulesResource(store);
    }

    @Bean
    BrokenAnswers brokenAnswers() {
        return new BrokenAnswers();
    }

    @Bean
    CampaignSteeringResource campaignSteeringResource(
            CampaignControl control, CampaignProgressReader progress, JsonMapper mapper, Clock clock) {
        return new CampaignSteeringResource(control, progress, new EntityTags(mapper), clock);
    }

    @Bean
    DiagnosisResource diagnosisResource(
            Store store,
            CampaignProgressReader progress,
            LimitLoads loads,
            ApprovalRule approvals,
            TopicInspector inspector,
            Clock clock) {
        var ports = new Diagnoser.Ports(store.deliveries(), store.stalledChunks(), loads, approvals);
        return new DiagnosisResource(new Diagnoser(progress, ports, inspector, clock));
    }

    @Bean
    CampaignSeriesResource campaignSeriesResource(CampaignProgressReader progress, Store store, Clock clock) {
        return new CampaignSeriesResource(progress, store.series(), clock);
    }

    @Bean
    ApprovalsResource approvalsResource(Store store, ApprovalRule rule, Clock clock) {
        return new ApprovalsResource(new CampaignApproval(store.campaigns(), store.approvals(), rule, clock));
    }

    @Bean
    KeysResource keysResource(Store store, Keyring keyring, SessionKeeper sessions, Clock clock) {
        return new KeysResource(store.apiKeys(), keyring, sessions, clock);
    }

    @Bean
    PasswordHashes passwordHashes() {
        return new SpringPasswordHashes();
    }

    @Bean
    UserDirectory userDirectory(Store store, PasswordHashes hashes, Clock clock) {
        return new UserDirectory(store.users(), store.sessions(), hashes, new SecureRandom(), clock);
    }

    @Bean
    UsersResource usersResource(Store store, UserDirectory directory) {
        return new UsersResource(store.users(), directory);
    }

    @Bean
    LogIn logIn(Store store, PasswordHashes hashes, Clock clock) {
        return new LogIn(store.users(), hashes, clock);
    }

    @Bean
    SessionResource sessionResource(
            Store store,
            LogIn logIn,
            SessionKeeper sessions,
            UserDirectory directory,
            OneTimeLinks links,
            ApiSettings settings) {
        return new SessionResource(logIn, sessions, store.users(), directory, links, settings.logIn());
    }

    @Bean
    LogOutResource logOutResource(SessionKeeper sessions, ProviderLogIn provider) {
        return new LogOutResource(sessions, provider);
    }

    @Bean
    LogInMethodsResource logInMethodsResource(ApiSettings settings, OneTimeLinks links, Clock clock) {
        return new LogInMethodsResource(settings.logIn(), links, clock);
    }

    @Bean
    SetupResource setupResource(UserDirectory directory, OneTimeLinks links) {
        return new SetupResource(directory, links);
    }

    @Bean
    AuditResource auditResource(Store store) {
        return new AuditResource(store.auditLog());
    }

    @Bean
    LimitLoads limitLoads(Store store, Clock clock) {
        return new LimitLoads(store.limits(), store.limitUses(), store.deliveries(), clock, System::nanoTime);
    }

    @Bean
    LimitsResource limitsResource(Store store, LimitLoads loads, List<Channel> channels) {
        return new LimitsResource(store.limits(), loads, names(channels));
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
            Store store, ReceiptPublisher publisher, List<Channel> channels, ReceiptBodies bodies, Clock clock) {
        return new ReceiptsResource(store.campaigns(), publisher, names(channels), bodies, clock);
    }

    @Bean
    ReceiptBodies receiptBodies(ApiSettings settings, BodyBudget budget, JsonMapper json) {
        return new ReceiptBodies(new ReceiptSignature(settings.receiptSecrets()), budget, json);
    }

    @Bean
    KafkaResource kafkaResource(TopicInspector inspector, Clock clock) {
        return new KafkaResource(inspector, clock);
    }

    @Bean
    SystemResource systemResource(SystemFacts facts, ApiSettings settings, List<Channel> channels) {
        return new SystemResource(facts, settings, channels);
    }

    @Bean
    SummaryResource summaryResource(Store store, Clock clock) {
        return new SummaryResource(store, clock);
    }

    @Bean
    SamplesResource samplesResource(Store store, AttributeTypes types, Clock clock) {
        CsvImport csv = new CsvImport(store.leads(), types, clock);
        return new SamplesResource(new Samples(store.leads(), store.attributes(), csv, store.segments(), clock));
    }

    @Bean
    TraceResource traceResource(Store store, CampaignProgressReader progress, TopicInspector inspector) {
        return new TraceResource(new Tracer(progress, store.deliveries(), inspector));
    }

    @Bean
    AnalysisResource analysisResource(Store store, CampaignProgressReader progress, TopicInspector inspector) {
        long bytes = Runtime.getRuntime().maxMemory() / AnalysisResource.PART_OF_HEAP;
        return new AnalysisResource(
                new CampaignAnalyses(progress, store.plans(), store.deliveries(), inspector, bytes, System::nanoTime));
    }

    @Bean
    DeadLettersResource deadLettersResource(TopicInspector inspector) {
        return new DeadLettersResource(inspector);
    }

    private static Map<String, Channel> byName(List<Channel> channels) {
        return channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
    }

    private static Set<String> names(List<Channel> channels) {
        return channels.stream().map(Channel::name).collect(Collectors.toSet());
    }
}
