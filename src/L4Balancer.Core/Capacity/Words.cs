using System.Globalization;

namespace L4Balancer.Core.Capacity;

/// <summary>Figures in sentences.</summary>
internal static class Words
{
    public static string Percent(double share) => Invariant($"{share * 100:0} %");

    public static string Number(double value) => Invariant($"{value:#,0.##}");

    public static string Times(double factor) => Invariant($"{factor:0.0} x");

    /// <summary><c>1 backend</c>, <c>2 backends</c>.</summary>
    public static string Of(int count, string noun) => Invariant($"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A duration in seconds as <c>850 us</c>, <c>1.2 ms</c> or <c>2.3 s</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 0.0009995 => Invariant($"{seconds * 1e6:0} us"),
        < 0.9995 => Invariant($"{seconds * 1e3:0.#} ms"),
        _ => Invariant($"{seconds:0.#} s"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
