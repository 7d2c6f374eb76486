using System.Globalization;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>Durations on the command line: <c>300ms</c>, <c>5s</c>, <c>2m</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60)];

    /// <summary>Null if the text is not a duration.</summary>
    public static TimeSpan? ParseOrNull(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = Array.FindIndex(Units, u => u.Unit == text[digits..]);
        if (digits is 0 or > 9 || unit < 0) return null;
        return TimeSpan.FromSeconds(
            long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) * Units[unit].Seconds);
    }
}
