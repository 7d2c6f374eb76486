using System.Globalization;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Import;

/// <summary>Durations, sizes and numbers of foreign configurations, in our words; null if they are none.</summary>
internal static class ForeignValues
{
    private static readonly (string Unit, double Milliseconds)[] HaproxyUnits =
        [("us", 0.001), ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, double Milliseconds)[] NginxUnits =
    [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 7 * 86_400_000d),
        ("M", 30 * 86_400_000d), ("y", 365 * 86_400_000d),
    ];

    /// <summary>A duration of HAProxy: a number in milliseconds, or with its unit.</summary>
    public static string? HaproxyTime(string text, string usualUnit = "ms") =>
        Milliseconds(text, HaproxyUnits, usualUnit) is { } ms && ms <= MillisecondsMax ? Format(ms) : null;

    /// <summary>A duration of nginx: a number in seconds, or numbers with their units.</summary>
    public static string? NginxTime(string text)
    {
        var total = 0d;
        var start = 0;
        for (var i = 0; i < text.Length;)
        {
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
            if (i == start || Milliseconds(text[start..i], NginxUnits, "s") is not { } part) return null;
            total += part;
            start = i;
        }

        return text.Length > 0 && total <= MillisecondsMax ? Format(total) : null;
    }

    public static string Format(double milliseconds) =>
        DurationText.Format(TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds)));

    public static int? Number(string text) => DigitText.Parse<int>(text);

    /// <summary>Bytes, with k, m or g in either case.</summary>
    public static long? Size(string text)
    {
        if (text.Length == 0) return null;
        var shift = char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return Number(shift == 0 ? text : text[..^1]) is { } number ? (long)number << shift : null;
    }

    /// <summary>In the largest unit that divides it.</summary>
    public static string FormatSize(long bytes) => bytes switch
    {
        > 0 when bytes % (1 << 30) == 0 => $"{bytes >> 30}GiB",
        > 0 when bytes % (1 << 20) == 0 => $"{bytes >> 20}MiB",
        > 0 when bytes % (1 << 10) == 0 => $"{bytes >> 10}KiB",
        _ => $"{bytes}B",
    };

    /// <summary>Ten thousand years, which every duration of ours is far below.</summary>
    private const double MillisecondsMax = 3e14;

    private static double? Milliseconds(string text, (string Unit, double Milliseconds)[] units, string usualUnit)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits is 0 or > 15) return null;
        var unit = digits == text.Length ? usualUnit : text[digits..];
        foreach (var (name, milliseconds) in units)
        {
            if (name == unit) return long.Parse(text[..digits], CultureInfo.InvariantCulture) * milliseconds;
        }

        return null;
    }
}
