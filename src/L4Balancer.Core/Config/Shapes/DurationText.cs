using System.Globalization;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The text form of a duration: whole numbers with units, larger units first, each at most once.</summary>
internal static class DurationText
{
    public const string Pattern = "^(0|([0-9]+(ms|s|m|h|d))+)$";

    /// <summary>
    /// Longer numbers are beyond every range of the config; the sum of shorter ones, in milliseconds, fits in 64 bits.
    /// </summary>
    private const int DigitsMax = 11;

    private const string UnitsAre = "units are ms, s, m, h, d";

    private static readonly (string Name, long Milliseconds)[] Units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public static Parsed<TimeSpan> Parse(ReadOnlySpan<char> text)
    {
        if (text is "0") return TimeSpan.Zero;
        var total = 0L;
        var unitsUsed = 0;
        var rest = text;
        while (rest.Length > 0)
        {
            var digits = CountWhile(rest, char.IsAsciiDigit);
            var letters = CountWhile(rest[digits..], char.IsAsciiLetter);
            if (digits is 0) return new NotParsed("is not a duration", UnitsAre);
            if (letters is 0 && digits == text.Length) return new NotParsed("has no unit", UnitsAre);
            var unit = UnitOf(rest.Slice(digits, letters));
            if (unit < 0) return new NotParsed("is not a duration", UnitsAre);
            if (unit < unitsUsed) return new NotParsed("is not a duration", UnitsAre + ", larger ones first");
            if (digits > DigitsMax) return new NotParsed("is out of range", UnitsAre);
            var count = long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            total += Units[unit].Milliseconds * count;
            unitsUsed = unit + 1;
            rest = rest[(digits + letters)..];
        }

        if (text.Length == 0) return new NotParsed("is not a duration", UnitsAre);
        if (total > (long)TimeSpan.MaxValue.TotalMilliseconds) return new NotParsed("is out of range", UnitsAre);
        return TimeSpan.FromMilliseconds(total);
    }

    /// <summary>In the largest unit that divides it: 90 s is <c>90s</c>, 120 s is <c>2m</c>.</summary>
    public static string Format(TimeSpan value)
    {
        var total = (long)value.TotalMilliseconds;
        foreach (var (name, milliseconds) in Units)
        {
            if (total >= milliseconds && total % milliseconds == 0) return $"{total / milliseconds}{name}";
        }

        return "0";
    }

    /// <summary>Returns -1 if there is no such unit.</summary>
    private static int UnitOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Name)) return i;
        }

        return -1;
    }

    private static int CountWhile(ReadOnlySpan<char> text, Func<char, bool> matches)
    {
        var count = 0;
        while (count < text.Length && matches(text[count])) count++;
        return count;
    }
}
