package io.minicrm.cli.kafka;

import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.ledger.CampaignLedger;
import io.minicrm.ledger.LedgerCampaign;
import io.minicrm.ledger.LedgerReader;
import io.minicrm.ledger.LedgerReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Checks that a campaign's numbers agree in every topic and in the delivery log. */
@Command(
        name = "analyze",
        description = {
            "Compare a campaign's audience, chunks, send jobs, receipts and delivery log: gaps, repeats, errors by"
                    + " reason, and missing leads.",
            "Audience and delivery log come from the server; if it does not answer, only the topics are compared.",
            "Exit code 4 if the numbers do not add up."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka analyze campaign-123"})
final class AnalyzeCommand extends InspectorCommand.ReadOnly {

    /** The rest is for what the topics are read with. */
    private static final int PART_OF_HEAP = 2;

    @Parameters(paramLabel = "CAMPAIGN", description = "Id of the campaign.")
    private String campaign = "";

    @Mixin
    private CampaignServer server = new CampaignServer();

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        Optional<JsonNode> known = server.campaign(campaign);
        String problem = server.problem();
        CampaignLedger ledger =
                new CampaignLedger(campaign, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        known.ifPresent(found -> ledger.addCampaign(numbers(found)));
        LedgerReader topics = new LedgerReader(
                inspector, ledger, known.map(AnalyzeCommand::createdAt).orElse(null));
        topics.readAll();
        if (known.isPresent() && !server.deliveries(campaign, AnalyzeCommand.row(ledger))) {
            ledger.removeLog();
            problem = server.problem();
        }
        topics.readLateChunks();
        if (problem != null) {
            out.note("Only the topics are compared. " + problem);
        }
        LedgerReport report = ledger.report();
        if (report.isEmpty() && known.isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.NOTHING_MATCHED,
                    "There is no trace of campaign '%s' in the topics or on the server.".formatted(campaign));
        }
        out.answer(report, () -> text(report));
        return report.consistent() ? ExitCode.OK : ExitCode.INCONSISTENT;
    }

    private static String text(LedgerReport report) {
        Table table = new Table().text("WHAT").number("LEADS").number("RECORDS").text("NOTE");
        table.row(
                "audience",
                report.audience(),
                null,
                report.audience() == null ? "unknown without the server" : report.status());
        table.row("chunks", report.chunkLeads(), report.chunkRecords(), report.chunks() + " chunks");
        table.row("send jobs", report.sendJobs(), report.sendJobRecords(), waiting(report.waitingForSendJob()));
        table.row("receipts", report.receipts(), report.receiptRecords(), waiting(report.waitingForReceipt()));
        table.row(
                "delivery log",
                report.logRows(),
                null,
                report.logRows() == null ? "unknown without the server" : statuses(report));
        StringBuilder text = new StringBuilder(table.render());
        if (!report.errors().isEmpty()) {
            Table errors = new Table().number("RECEIPTS").text("ERROR");
            report.errors().forEach(error -> errors.row(error.count(), error.reason()));
            text.append('\n').append(errors.render());
        }
        report.notes().forEach(note -> text.append("\nNote: ").append(note));
        text.append(report.notes().isEmpty() ? "" : "\n");
        report.findings()
                .forEach(finding -> text.append("\n✗ ").append(finding.what()).append(leads(finding)));
        return text.append(report.consistent() ? "\nThe numbers add up.\n" : "\n\nThe numbers do not add up.\n")
                .toString();
    }

    private static LedgerCampaign numbers(JsonNode campaign) {
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        return new LedgerCampaign(
                campaign.path("status").asString(""),
                CampaignNumbers.isCompleted(campaign),
                campaign.path("queued_chunks").asInt(0),
                numbers.audience(),
                numbers.settled());
    }

    private static @Nullable Instant createdAt(JsonNode campaign) {
        String text = campaign.path("created_at").asString("");
        return text.isEmpty() ? null : Instant.parse(text);
    }

    private static Consumer<JsonNode> row(CampaignLedger ledger) {
        return row -> ledger.addLogRow(
                row.path("lead_id").asString(""), row.path("status").asString(""));
    }

    private static String waiting(@Nullable Long leads) {
        return leads == null || leads == 0 ? "" : Texts.grouped(leads) + " leads not there yet";
    }

    private static String statuses(LedgerReport report) {
        StringBuilder text = new StringBuilder();
        report.statuses()
                .forEach((status, count) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(status));
        return text.toString();
    }

    private static String leads(LedgerReport.Finding finding) {
        List<String> leads = finding.leads();
        if (leads.isEmpty()) {
            return "";
        }
        long more = finding.count() - leads.size();
        return ": " + Texts.harmless(String.join(", ", leads)) + (more > 0 ? " and " + more + " more" : "");
    }
}
