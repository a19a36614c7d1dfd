package io.minicrm.launch;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.RenderedMessage;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.TemplateRenderException;
import io.minicrm.template.TemplateSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message to one address for its author to look at, through the real channel, at once and once. It belongs
 * to no campaign and stands in no delivery log: its key begins with {@code test-}, and receipts for it are dropped.
 */
public final class TestSend {

    private static final String KEY_PREFIX = "test-";
    private static final String NO_LEAD = "test";

    private final Leads leads;
    private final Map<String, Channel> channels;
    private final String defaultChannel;
    private final Duration limit;

    /** @param limit how long a channel may take before it is interrupted */
    public TestSend(Leads leads, Map<String, Channel> channels, String defaultChannel, Duration limit) {
        this.leads = leads;
        this.channels = Map.copyOf(channels);
        this.defaultChannel = defaultChannel;
        this.limit = limit;
    }

    /**
     * What to send.
     *
     * @param channel null: the installation's default channel
     * @param leadId whose values the templates get; null: none, so that only defaults show
     */
    public record Order(
            @Nullable String template,
            Map<MessageHeader, String> headers,
            @Nullable String channel,
            @Nullable String to,
            @Nullable String leadId) {}

    /** What was sent, and what the provider said. */
    public record Sent(RenderedMessage message, SendResult result) {}

    /**
     * Sends the message.
     *
     * @param id makes the key of the message, by which a provider recognizes a repeat
     * @throws InvalidCampaignException if the order is not valid, or a template cannot be rendered
     */
    public Sent send(Order order, String id) throws InterruptedException {
        String name = order.channel() == null ? defaultChannel : order.channel();
        Channel channel = channels.get(name);
        if (channel == null) {
            throw conflict(
                    "channel",
                    "is \"%s\"; installed are %s".formatted(name, String.join(", ", new TreeMap<>(channels).keySet())));
        }
        String to = order.to();
        if (to == null) {
            throw invalid("to", "is missing");
        }
        if (!channel.isAddress(to)) {
            throw conflict("to", "is not an address of the channel %s".formatted(channel.name()));
        }
        Lead lead = order.leadId() == null ? null : lead(order.leadId());
        RenderedMessage message = rendered(order, lead);
        MessageKey key = MessageKey.of(KEY_PREFIX + id, lead == null ? NO_LEAD : lead.id());
        return new Sent(message, result(channel, new OutboundMessage(key, to, message.headers(), message.body())));
    }

    private SendResult result(Channel channel, OutboundMessage message) throws InterruptedException {
        FutureTask<SendResult> sending = new FutureTask<>(() -> channel.send(message));
        Thread.ofVirtual().name("test-send").start(sending);
        try {
            return sending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException overdue) {
            return new SendResult.Uncertain("the channel did not answer within " + limit);
        } catch (ExecutionException failure) {
            return new SendResult.Uncertain(String.valueOf(failure.getCause()));
        } finally {
            sending.cancel(true);
        }
    }

    private Lead lead(String id) {
        return leads.find(id)
                .orElseThrow(() -> new InvalidCampaignException(
                        InputFault.NOT_FOUND, List.of(new FieldProblem("lead_id", "is not the id of a lead"))));
    }

    private static RenderedMessage rendered(Order order, @Nullable Lead lead) {
        String template = order.template();
        if (template == null || template.isBlank()) {
            throw invalid("message_template", template == null ? "is missing" : "is empty");
        }
        check("message_template", template);
        order.headers().forEach((header, line) -> check(header.code(), line));
        try {
            return RenderedMessage.of(template, order.headers(), lead);
        } catch (TemplateRenderException unfit) {
            throw invalid("message_template", "cannot be rendered: " + unfit.getMessage());
        }
    }

    private static void check(String field, String template) {
        try {
            MessageTemplate.parse(template);
        } catch (TemplateSyntaxException invalid) {
            throw invalid(field, String.valueOf(invalid.getMessage()));
        }
    }

    private static InvalidCampaignException invalid(String field, String problem) {
        return new InvalidCampaignException(List.of(new FieldProblem(field, problem)));
    }

    private static InvalidCampaignException conflict(String field, String problem) {
        return new InvalidCampaignException(InputFault.CONFLICT, List.of(new FieldProblem(field, problem)));
    }
}
