using System.Globalization;

namespace L4Balancer.Cli.Output;

/// <summary>Human-readable numbers, in five characters if possible.</summary>
internal static class Figures
{
    private static readonly string[] Thousands = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary><c>9999</c>, <c>12.3k</c>, <c>1.2M</c>; a fraction below 10 has a digit.</summary>
    public static string Count(double value)
    {
        if (value is > 0 and < 9.95 && value != Math.Floor(value)) return Invariant($"{value:F1}");
        return value < 9999.5 ? Invariant($"{value:F0}") : Scaled(value, 1000, "");
    }

    /// <summary><c>512B</c>, <c>1.2KB</c>: in units of 1024.</summary>
    public static string Bytes(double value) =>
        value < 999.5 ? Invariant($"{value:F0}B") : Scaled(value, 1024, "B").Replace('k', 'K');

    /// <summary>A percentage without a fraction; empty for null.</summary>
    public static string Percent(double? value) => value is { } known ? Invariant($"{known:F0}%") : "";

    /// <summary>A short time: <c>850us</c>, <c>1.2ms</c>, <c>2.3s</c>; a dash for null.</summary>
    public static string Latency(double? seconds) => seconds switch
    {
        null => "-",
        < 0.0009995 => Invariant($"{seconds * 1e6:F0}us"),
        < 0.00995 => Invariant($"{seconds * 1e3:F1}ms"),
        < 0.9995 => Invariant($"{seconds * 1e3:F0}ms"),
        < 9.95 => Invariant($"{seconds:F1}s"),
        _ => Duration(TimeSpan.FromSeconds(seconds.Value)),
    };

    /// <summary>A long time, in its two largest units: <c>45s</c>, <c>3m12s</c>, <c>2h5m</c>, <c>3d4h</c>.</summary>
    public static string Duration(TimeSpan value)
    {
        if (value < TimeSpan.Zero) value = TimeSpan.Zero;
        return value switch
        {
            { TotalMinutes: < 1 } => $"{value.Seconds}s",
            { TotalHours: < 1 } => Two(value.Minutes, "m", value.Seconds, "s"),
            { TotalDays: < 1 } => Two(value.Hours, "h", value.Minutes, "m"),
            _ => Two((int)value.TotalDays, "d", value.Hours, "h"),
        };
    }

    /// <summary><c>1 backend</c>, <c>2 backends</c>.</summary>
    public static string Of(long count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Two(int first, string unit, int second, string smaller) =>
        second == 0 ? $"{first}{unit}" : $"{first}{unit}{second}{smaller}";

    private static string Scaled(double value, double step, string unit)
    {
        var power = 0;
        for (; value >= 999.5 && power < Thousands.Length - 1; power++) value /= step;
        return value.ToString(value < 9.95 ? "F1" : "F0", CultureInfo.InvariantCulture) + Thousands[power] + unit;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
