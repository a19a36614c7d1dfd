package io.minicrm.cli.kafka;

import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.TopicInspector;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows one lead through the pipeline. */
@Command(
        name = "trace",
        description = {
            "Follow one lead of a campaign through every topic and the delivery log, with the time between the steps.",
            "The delivery log comes from the server, if it answers."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka trace campaign-123 lead-7"})
final class TraceCommand extends InspectorCommand.ReadOnly {

    @Parameters(index = "0", paramLabel = "CAMPAIGN", description = "Id of the campaign.")
    private String campaign = "";

    @Parameters(index = "1", paramLabel = "LEAD", description = "Id of the lead.")
    private String lead = "";

    @Mixin
    private CampaignServer server = new CampaignServer();

    /** The answer in JSON. */
    record Answer(String campaignId, String leadId, String sendId, List<MessageTrace.Hop> hops) {}

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        MessageTrace trace = new MessageTrace(campaign, lead, out);
        trace.addTopics(inspector);
        server.delivery(campaign, lead).ifPresent(trace::addLogRow);
        if (server.problem() != null) {
            out.note("The delivery log is left out. " + server.problem());
        }
        List<MessageTrace.Hop> hops = trace.hops();
        if (hops.isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.NOTHING_MATCHED,
                    "There is no trace of lead '%s' of campaign '%s' in the topics or on the server."
                            .formatted(lead, campaign));
        }
        Answer answer = new Answer(campaign, lead, trace.sendId(), hops);
        out.answer(answer, () -> text(answer));
        return ExitCode.OK;
    }

    private static String text(Answer answer) {
        Table table = new Table()
                .whole("TIME (UTC)")
                .number("AFTER")
                .whole("STATION")
                .text("WHERE")
                .text("WHAT");
        answer.hops()
                .forEach(hop -> table.row(
                        Texts.time(hop.at()),
                        hop.sincePrevious() == null ? "" : "+" + Texts.grouped(hop.sincePrevious()) + " ms",
                        hop.station(),
                        hop.where(),
                        hop.what()));
        return "send_id %s%n%n%s".formatted(answer.sendId(), table.render());
    }
}
