package io.minicrm.cli;

import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.SafeWriter;
import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Shows a campaign's progress: one line that is redrawn on a terminal, a new line for every quarter elsewhere. */
final class ProgressLine {

    private static final int WIDTH = 24;
    private static final double STEP = 0.25;

    private final PrintWriter out;
    private final boolean moves;
    private double shown = -1;
    private String status = "";

    /** @param moves whether to redraw one line instead of printing new ones */
    ProgressLine(PrintWriter out, boolean moves) {
        this.out = out;
        this.moves = moves;
    }

    /** @param progress a campaign's progress, as the API returns it */
    void show(JsonNode progress) {
        double part = progress.path("progress").asDouble();
        String now = progress.path("status").asString("");
        if (moves) {
            redraw(line(progress, part, now));
        } else if (part >= shown + STEP || (part == 1 && shown < 1) || !now.equals(status)) {
            out.println(line(progress, part, now));
            shown = part;
        }
        status = now;
    }

    private void redraw(String line) {
        if (out instanceof SafeWriter terminal) {
            terminal.redraw(line);
        } else {
            out.print("\r" + line);
            out.flush();
        }
    }

    /** Ends the line, so that what follows does not overwrite it. */
    void end() {
        if (moves) {
            out.println();
        }
    }

    private static String line(JsonNode progress, double part, String status) {
        CampaignNumbers numbers = CampaignNumbers.of(progress);
        int full = (int) Math.floor(part * WIDTH);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%%  %,d of %,d  sent %,d  failed %,d  delivered %,d  %s",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                (int) Math.floor(part * 100),
                numbers.settled(),
                numbers.audience(),
                numbers.sent(),
                numbers.failed(),
                numbers.delivered(),
                status);
    }
}
