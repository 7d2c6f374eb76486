using System.Globalization;

namespace L4Balancer.Core.Health;

/// <summary>How a figure lowers the weight: not at all up to one value, all the way from another one on.</summary>
/// <param name="Low">Up to here the share is 1.</param>
/// <param name="High">From here on the share is 0; above <paramref name="Low"/>.</param>
public sealed record WeightRamp(double Low, double High)
{
    /// <summary>The word that leaves a figure out.</summary>
    public const string Off = "off";

    /// <summary>1 to 0, linear in between; 1 for a figure that is not known.</summary>
    public double ShareOf(double? figure) =>
        figure is { } known ? 1 - Math.Clamp((known - Low) / (High - Low), 0, 1) : 1;

    /// <summary>Reads <c>10-100</c>, or <c>off</c>, which yields null.</summary>
    public static bool TryParse(string text, out WeightRamp? ramp)
    {
        ramp = null;
        if (text == Off) return true;
        var dash = text.IndexOf('-');
        if (dash < 0 || !IsNumber(text.AsSpan(0, dash), out var low) || !IsNumber(text.AsSpan(dash + 1), out var high))
            return false;
        if (low >= high) return false;
        ramp = new WeightRamp(low, high);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low}-{High}");

    private static bool IsNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}
