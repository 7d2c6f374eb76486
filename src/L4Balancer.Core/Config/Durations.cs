using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>Durations such as <c>90s</c> or <c>1h30m</c>, for use outside of a config file.
/// </summary>
public static class Durations
{
    /// <summary>True for 0 and for whole numbers with the units ms, s, m, h, d, larger ones first.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        var parsed = DurationText.Parse(text);
        value = parsed.IsGood ? parsed.Value : TimeSpan.Zero;
        return parsed.IsGood;
    }

    /// <summary>In the largest unit that divides it: 90 s is <c>90s</c>, 120 s is <c>2m</c>.</summary>
    public static string Format(TimeSpan value) => DurationText.Format(value);
}
