using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>Human-readable numbers; a dash for one that was not measured.</summary>
internal static class Figures
{
    public const string None = "-";

    public static string Rate(double? rate, WorkUnit unit) =>
        unit == WorkUnit.Byte ? Format(rate / 1e9, "0.00") : Format(rate, "#,##0");

    /// <summary>Microseconds per request, or seconds per GB.</summary>
    public static string Cost(double? seconds, WorkUnit unit) =>
        unit == WorkUnit.Byte ? Format(seconds * 1e9, "0.000") : Format(seconds * 1e6, "0.0");

    public static string Latency(double? microseconds) => Format(microseconds, "#,##0");

    public static string Ratio(double? ratio) => Format(ratio, "0.00");

    public static string Kilobytes(double bytes) => (bytes / 1000).ToString("#,##0.0");

    public static string Megabytes(double? bytes) => Format(bytes / 1e6, "#,##0.0");

    public static string Percent(double? share) => Format(share * 100, "0.0");

    private static string Format(double? value, string format) => value?.ToString(format) ?? None;
}
