using System.Text;
using L4Balancer.Bench.Load.Arguments;

namespace L4Balancer.Bench.Load.Reports;

/// <summary>The report as a table.</summary>
internal static class ReportTable
{
    public static string Format(LoadOutcome outcome)
    {
        var report = outcome.Report;
        var text = new StringBuilder();
        Row(text, "target", $"{report.Target}  {report.Protocol}, {Describe(report)}");
        Row(text, "measured", $"{report.Seconds:0.00} s");
        if (report.Protocol != "bulk") AddRequests(text, report);
        Row(text, "connects", $"{report.Connects:N0}");
        Row(text, "sent", Bytes(report.BytesSent, report.Seconds));
        Row(text, "received", Bytes(report.BytesReceived, report.Seconds));
        if (outcome.Unanswered > 0)
        {
            Row(text, "unanswered", $"{outcome.Unanswered:N0} due but unanswered at the end; the time they "
                + "waited counts as latency");
        }

        Row(text, "errors", report.Errors.Count == 0 ? "none" : ErrorsOf(report));
        if (outcome.FirstDetail is { } detail) Row(text, "example", detail);
        return text.ToString();
    }

    private static void AddRequests(StringBuilder text, LoadReport report)
    {
        var rate = report.Seconds > 0 ? report.Requests / report.Seconds : 0;
        var wanted = report.TargetRate is { } target ? $" of {target:N0} requested" : "";
        Row(text, "requests", $"{report.Requests:N0}  {rate:N0} per second{wanted}");
        var latency = report.Latency;
        Row(text, "latency", $"mean {Time(latency.Mean)}  p50 {Time(latency.P50)}  p90 {Time(latency.P90)}  "
            + $"p99 {Time(latency.P99)}  p99.9 {Time(latency.P999)}  max {Time(latency.Max)}");
    }

    private static string Describe(LoadReport report)
    {
        var text = $"{report.Connections} connection{(report.Connections == 1 ? "" : "s")}";
        if (report.PayloadBytes > 0) text += $", {Quantities.Format(report.PayloadBytes)}";
        if (report.Pipeline > 1) text += $", {report.Pipeline} in flight on each";
        return text;
    }

    private static string ErrorsOf(LoadReport report) =>
        string.Join(", ", report.Errors.OrderByDescending(e => e.Value).Select(e => $"{e.Key} {e.Value:N0}"));

    private static string Bytes(long bytes, double seconds) =>
        $"{bytes / 1e6:N1} MB  {(seconds > 0 ? bytes / seconds / 1e6 : 0):N1} MB/s";

    private static string Time(double microseconds) => microseconds switch
    {
        < 1_000 => $"{microseconds:0.0} us",
        < 1_000_000 => $"{microseconds / 1_000:0.00} ms",
        _ => $"{microseconds / 1_000_000:0.00} s",
    };

    private static void Row(StringBuilder text, string name, string value) =>
        text.Append(name.PadRight(11)).Append(value).Append('\n');
}
