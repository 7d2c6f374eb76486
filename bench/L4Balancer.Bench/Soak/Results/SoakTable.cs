using System.Globalization;
using System.Text;

namespace L4Balancer.Bench.Soak.Results;

/// <summary>A report as text.</summary>
internal static class SoakTable
{
    public static string Line(SoakRound round) => string.Create(
        CultureInfo.InvariantCulture,
        $"upgrade {round.Number}: {round.Sessions} sessions, pause {round.Pause:0.0} ms {round.Parts}, clients waited "
        + $"at most {round.Worst:0.0} ms (99 %: {round.Percentile99:0.0}, before: {round.WorstBefore:0.0}, "
        + $"{round.Answers} answers), {round.Faults} faults, {round.Processes} process, {round.Descriptors} "
        + $"descriptors, {round.ResidentBytes / 1048576} MiB");

    public static string Render(SoakReport report)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{report.Engine}: {report.Kept} of {report.All} sessions kept over {report.Rounds.Count} of "
            + $"{report.Upgrades} upgrades, {report.LostBytes} of {report.Bytes} bytes wrong\n\n");
        text.Append("| | minimum | median | maximum |\n|---|---|---|---|\n");
        Row(text, "pause, ms", report.Rounds.Select(r => r.Pause));
        Row(text, "longest wait of a client, ms", report.Rounds.Select(r => r.Worst));
        Row(text, "the same without an upgrade, ms", report.Rounds.Select(r => r.WorstBefore));
        Row(text, "descriptors", report.Rounds.Select(r => (double)r.Descriptors));
        Row(text, "resident memory, MiB", report.Rounds.Select(r => r.ResidentBytes / 1048576.0));
        foreach (var fault in report.Faults) text.Append(fault).Append('\n');
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) return;
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {sorted[0]:0.#} | {sorted[sorted.Length / 2]:0.#} | {sorted[^1]:0.#} |\n");
    }
}
