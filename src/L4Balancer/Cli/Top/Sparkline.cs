namespace L4Balancer.Cli.Top;

/// <summary>A small curve of block characters.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The newest values are at the right; the largest value shown has the full height.</summary>
    /// <param name="width">Number of characters; missing values are blank.</param>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        if (width <= 0) return "";
        var shown = values.TakeLast(width).ToArray();
        var max = shown.DefaultIfEmpty().Max();
        return string.Concat(shown.Select(value => BlockOf(value, max))).PadLeft(width);
    }

    private static char BlockOf(double value, double max) =>
        max <= 0 ? Blocks[0] : Blocks[(int)Math.Round(value / max * (Blocks.Length - 1))];
}
