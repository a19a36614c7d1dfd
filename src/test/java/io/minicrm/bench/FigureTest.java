package io.minicrm.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void halfAsFastAsTheFloorIsHalfOfItForRatesAndForTimes() {
        assertThat(Figure.of("b", "w", 5_000, "leads/s").againstRate(10_000).ofFloor())
                .isEqualTo(0.5);
        assertThat(Figure.of("b", "w", 20, "ms").againstTime(10).ofFloor()).isEqualTo(0.5);
    }

    @Test
    void theMedianIsNotMovedByOneSlowRun() throws Exception {
        assertThat(new Timing(List.of(3.0, 1.0, 900.0, 2.0, 4.0)).median()).isEqualTo(3.0);
        assertThat(Timing.milliseconds(3, () -> "done").all()).hasSize(3).allMatch(milliseconds -> milliseconds >= 0);
    }

    @Test
    void numbersThatDifferAreNoFigure() {
        InconsistentFiguresException.check("rows", 7, 7);

        assertThatThrownBy(() -> InconsistentFiguresException.check("rows", 1_000, 999))
                .isInstanceOf(InconsistentFiguresException.class)
                .hasMessage("rows: 1,000 expected, 999 found");
    }

    @Test
    void theTableShowsFigureGoalFloorAndRatioAndWhatHasNoFigure() {
        var report = new Report();
        report.add(List.of(
                Figure.of("b", "campaign", 12_345.6, "leads/s").goal("15,000").againstRate(20_000)));
        report.fail("receipts", "receipts accepted: 500 expected, 499 found");
        var bytes = new ByteArrayOutputStream();

        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "WHAT FIGURE UNIT GOAL FLOOR RATIO",
                        "campaign 12,346 leads/s 15,000 20,000 0.62",
                        "receipts: no figure, receipts accepted: 500 expected, 499 found");
        assertThat(report.isComplete()).isFalse();
    }
}
