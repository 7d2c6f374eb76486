using System.CommandLine.Parsing;
using System.Globalization;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>Sizes and durations as they are typed: <c>16KiB</c>, <c>64</c>, <c>500ms</c>, <c>1m30s</c>.</summary>
internal static class Quantities
{
    private static readonly (string Unit, long Factor)[] SizeUnits =
        [("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

    private static readonly (string Unit, long Factor)[] TimeUnits =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>A parser for an option of System.CommandLine, in bytes.</summary>
    public static Func<ArgumentResult, int> Size(int min, int max) => result =>
    {
        var text = result.Tokens[^1].Value;
        if (TryParseSize(text) is { } bytes && bytes >= min && bytes <= max) return (int)bytes;
        result.AddError($"{NameOf(result)}: '{text}' is not a size from {min} to {Format(max)}, such as 64 or 16KiB.");
        return min;
    };

    /// <summary>A parser for an option of System.CommandLine.</summary>
    public static Func<ArgumentResult, TimeSpan> Duration(TimeSpan min, TimeSpan max) => result =>
    {
        var text = result.Tokens[^1].Value;
        if (TryParseDuration(text) is { } time && time >= min && time <= max) return time;
        var range = $"from {min.TotalSeconds:0.###}s to {max.TotalHours:0.###}h";
        result.AddError($"{NameOf(result)}: '{text}' is not a duration {range}, such as 500ms or 10s.");
        return min;
    };

    /// <summary>A parser for an option of System.CommandLine.</summary>
    public static Func<ArgumentResult, int> Number(int min, int max) => result =>
    {
        var text = result.Tokens[^1].Value;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= min && number <= max) return number;
        result.AddError($"{NameOf(result)}: '{text}' is not a whole number from {min} to {max}.");
        return min;
    };

    /// <summary>A parser for an option of System.CommandLine: bytes, two hexadecimal digits each.</summary>
    public static Func<ArgumentResult, byte[]> Hex() => result =>
    {
        var text = result.Tokens[^1].Value;
        var isWhole = text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
        if (isWhole) return Convert.FromHexString(text);
        result.AddError($"{NameOf(result)}: '{text}' is not bytes in hexadecimal digits, such as 0d0a.");
        return [];
    };

    /// <summary>Null if the text is not a size.</summary>
    public static long? TryParseSize(string text) =>
        TryParsePart(text, SizeUnits, out var size, out var rest) && rest.Length == 0 ? size : null;

    /// <summary>Null if the text is not a duration. Only 0 needs no unit.</summary>
    public static TimeSpan? TryParseDuration(string text)
    {
        if (text == "0") return TimeSpan.Zero;
        var total = 0L;
        var rest = text;
        do
        {
            if (!TryParsePart(rest, TimeUnits, out var part, out rest)) return null;
            total += part;
        }
        while (rest.Length > 0);
        return TimeSpan.FromMilliseconds(total);
    }

    /// <summary>In the largest unit that divides it.</summary>
    public static string Format(long bytes)
    {
        var (unit, factor) = SizeUnits.Last(u => bytes >= u.Factor && bytes % u.Factor == 0);
        return $"{bytes / factor}{(unit.Length == 0 ? "B" : unit)}";
    }

    /// <summary>A number of at most nine digits and its unit, from the front of the text.</summary>
    private static bool TryParsePart(
        string text, (string Unit, long Factor)[] units, out long value, out string rest)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = string.Concat(text.Skip(digits).TakeWhile(char.IsAsciiLetter));
        (value, rest) = (0, text[(digits + unit.Length)..]);
        var known = Array.FindIndex(units, u => u.Unit == unit);
        if (digits is 0 or > 9 || known < 0) return false;
        value = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture)
            * units[known].Factor;
        return true;
    }

    private static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
