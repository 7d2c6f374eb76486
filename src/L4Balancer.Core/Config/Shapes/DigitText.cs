using System.Globalization;
using System.Numerics;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>Whole numbers of digits alone. The framework's parsers take zero characters behind them, too.</summary>
internal static class DigitText
{
    /// <summary>Null if it is no such number, or too large.</summary>
    public static T? Parse<T>(ReadOnlySpan<char> text)
        where T : struct, IBinaryInteger<T> =>
        !text.ContainsAnyExceptInRange('0', '9')
            && T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
