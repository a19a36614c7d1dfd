package io.minicrm.launch;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignFilter;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.TemplateValues;
import io.minicrm.gate.AddressGate;
import io.minicrm.gate.Candidate;
import io.minicrm.gate.Gate;
import io.minicrm.gate.Gates;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.UnsubscribedGate;
import io.minicrm.gate.Verdict;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.lead.MadeUpAddress;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Rule;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.MessageVariables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if an order for a campaign were placed: who would get the message, and who would not and why.
 * Stores nothing. Leads pass the same gates as when the campaign runs.
 *
 * <p>Looks at the first {@value #MAX_LEADS} leads of the audience, page by page, so that it takes seconds and constant
 * memory.
 */
public final class CampaignCheck {

    /** The most leads that are looked at. */
    public static final int MAX_LEADS = 100_000;

    /** Campaigns created within this time count as recent. */
    public static final Duration RECENT = Duration.ofDays(7);

    /** The most recent campaigns that are compared, so that a page costs a bounded number of reads. */
    public static final int MAX_COMPARED = 5;

    private static final int PAGE = 5_000;

    private final CampaignLauncher launcher;
    private final Audience audience;
    private final Leads leads;
    private final Campaigns campaigns;
    private final Deliveries deliveries;
    private final Map<String, Channel> channels;
    private final Gate gates;
    private final Clock clock;

    public CampaignCheck(CampaignLauncher launcher, People people, Sent sent, List<Channel> channels, Clock clock) {
        this.launcher = launcher;
        this.audience = people.audience();
        this.leads = people.leads();
        this.campaigns = sent.campaigns();
        this.deliveries = sent.deliveries();
        this.channels = channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
        this.gates = new Gates(List.of(
                new UnsubscribedGate(),
                new AddressGate(
                        channels.stream().collect(Collectors.toMap(Channel::name, channel -> channel::isAddress)))));
        this.clock = clock;
    }

    /** Who can get a message. */
    public record People(Audience audience, Leads leads) {}

    /** What was sent before. */
    public record Sent(Campaigns campaigns, Deliveries deliveries) {}

    /**
     * A recent campaign that has reached some of the recipients.
     *
     * @param leads how many of them
     */
    public record Overlap(String campaignId, String name, Instant createdAt, long leads) {}

    /**
     * What would happen.
     *
     * @param channel the channel that the messages would take
     * @param audience the leads that the segment selects now
     * @param examined how many of them were looked at; the numbers below are of those
     * @param skipped how many would be skipped, by reason; duplicate addresses only if all leads were looked at
     * @param lacking how many lack a variable for which the message {@linkplain MessageVariables#lacking provides
     *     nothing else}, by variable; without those that would be skipped
     * @param madeUpAddresses how many of the recipients have a {@link MadeUpAddress}
     * @param overlaps which of the {@value #MAX_COMPARED} newest campaigns of the last days ({@link #RECENT}) have
     *     reached recipients, or may have; most recipients first
     * @param estimate how long the campaign will probably take once it runs
     */
    public record Result(
            String channel,
            long audience,
            long examined,
            Map<SkipReason, Long> skipped,
            SortedMap<String, Long> lacking,
            long madeUpAddresses,
            List<Overlap> overlaps,
            Duration estimate) {

        /** How many of the examined leads get the message. */
        public long recipients() {
            return examined
                    - skipped.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @throws InvalidCampaignException if the order is not valid */
    public Result check(CampaignOrder order) {
        Campaign draft = launcher.draft(order);
        ZonedDateTime now = draft.origin().createdAt().atZone(clock.getZone());
        var count = new Count(draft, recent(draft.origin().createdAt()));
        boolean isComplete = examine(draft.content().rule(), now, count);
        if (isComplete && draft.content().duplicateAddresses() == DuplicateAddresses.SKIP) {
            audience.readWithDuplicates(
                    draft.content().rule(), now, page -> {}, ids -> count.duplicates(leads.findAll(ids)));
        }
        return new Result(
                draft.channel(),
                draft.audience(),
                count.examined,
                count.skipped,
                count.lacking,
                count.madeUpAddresses,
                count.overlaps(),
                launcher.estimate(draft));
    }

    private List<Campaign> recent(Instant now) {
        return campaigns
                .list(new CampaignQuery(CampaignFilter.ALL, CampaignSort.NEWEST, null, now, MAX_COMPARED))
                .stream()
                .filter(campaign -> campaign.origin().createdAt().isAfter(now.minus(RECENT)))
                .toList();
    }

    /** Returns whether these were all. */
    private boolean examine(Rule rule, ZonedDateTime now, Count count) {
        String after = null;
        while (count.examined < MAX_LEADS) {
            List<Lead> page = audience.page(rule, now, after, PAGE);
            if (!page.isEmpty()) {
                count.add(page);
                after = page.getLast().id();
            }
            if (page.size() < PAGE) {
                return true;
            }
        }
        return false;
    }

    private final class Count {

        private final Campaign draft;
        private final MessageVariables variables;
        private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
        private final SortedMap<String, Long> lacking = new TreeMap<>();
        private final List<Campaign> recent;
        private final Map<String, Long> reached = new HashMap<>();
        private long madeUpAddresses;
        private long examined;

        Count(Campaign draft, List<Campaign> recent) {
            this.draft = draft;
            this.recent = recent;
            List<MessageTemplate> templates = new ArrayList<>();
            templates.add(MessageTemplate.parse(draft.content().template()));
            draft.content().headers().values().forEach(line -> templates.add(MessageTemplate.parse(line)));
            this.variables = MessageVariables.of(templates);
        }

        void add(List<Lead> page) {
            examined += page.size();
            List<Verdict> verdicts = judge(page);
            List<String> recipients = new ArrayList<>();
            for (int i = 0; i < page.size(); i++) {
                if (verdicts.get(i) instanceof Verdict.Skip(SkipReason reason)) {
                    skipped.merge(reason, 1L, Long::sum);
                } else {
                    countRecipient(page.get(i), 1);
                    recipients.add(page.get(i).id());
                }
            }
            countReached(recipients, 1);
        }

        /** They were counted as recipients until now, unless another gate skips them. */
        void duplicates(List<Lead> repeated) {
            List<Verdict> verdicts = judge(repeated);
            List<String> recipients = new ArrayList<>();
            for (int i = 0; i < repeated.size(); i++) {
                if (!(verdicts.get(i) instanceof Verdict.Skip)) {
                    skipped.merge(SkipReason.DUPLICATE_ADDRESS, 1L, Long::sum);
                    countRecipient(repeated.get(i), -1);
                    recipients.add(repeated.get(i).id());
                }
            }
            countReached(recipients, -1);
        }

        private void countReached(List<String> recipients, int change) {
            if (!recent.isEmpty() && !recipients.isEmpty()) {
                deliveries
                        .countReached(recent.stream().map(Campaign::id).toList(), recipients)
                        .forEach((campaign, people) -> reached.merge(campaign, change * people, Long::sum));
            }
        }

        List<Overlap> overlaps() {
            return recent.stream()
                    .map(campaign -> new Overlap(
                            campaign.id(),
                            campaign.content().name(),
                            campaign.origin().createdAt(),
                            reached.getOrDefault(campaign.id(), 0L)))
                    .filter(overlap -> overlap.leads() > 0)
                    .sorted(Comparator.comparingLong(Overlap::leads).reversed())
                    .toList();
        }

        private void countRecipient(Lead lead, long change) {
            if (MadeUpAddress.is(addressOf(lead))) {
                madeUpAddresses += change;
            }
            variables
                    .lacking(TemplateValues.of(lead, variables.required()))
                    .forEach(name -> lacking.merge(name, change, Long::sum));
        }

        private List<Verdict> judge(List<Lead> page) {
            return gates.judge(page.stream().map(this::candidate).toList());
        }

        private Candidate candidate(Lead lead) {
            return new Candidate(MessageKey.of(draft.id(), lead.id()), draft, lead, addressOf(lead), null);
        }

        private @Nullable String addressOf(Lead lead) {
            Channel channel = channels.get(draft.channel());
            return channel == null ? null : channel.addressOf(lead);
        }
    }
}
