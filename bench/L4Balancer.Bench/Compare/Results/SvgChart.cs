using System.Xml.Linq;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>
/// A chart for the docs: for every workload the ratio to HAProxy of each balancer, its rate on the left, its processor
/// time on the right. On a white background, because some readers use dark pages.
/// </summary>
internal static class SvgChart
{
    private const int BarHeight = 11;
    private const int GroupGap = 12;
    private const int Top = 84;
    private const int LabelWidth = 130;
    private const int PanelWidth = 330;
    private const int PanelGap = 60;
    private const int Bottom = 20;
    private const int LegendLeft = 16;
    private const int LegendStep = 120;
    private const int LegendRow = 18;
    private const int LegendColumns = (Width - LegendLeft) / LegendStep;
    private const int Width = LabelWidth + 2 * PanelWidth + 2 * PanelGap;

    /// <summary>Longer bars are cut; their label has the actual value.</summary>
    private const double RatioMax = 3;

    private static readonly (string Balancer, string Colour)[] Colours =
    [
        ("direct", "#b0b0b0"), ("haproxy", "#4e79a7"), ("haproxy-splice", "#9fbbd6"), ("nginx", "#59a14f"),
        ("native", "#e15759"), ("portable", "#f1a7a8"), ("nft", "#7f6a5c"),
        ("native-logged", "#b07aa1"), ("native-scraped", "#edc948"), ("native-redis", "#9c755f"),
    ];

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Render(IReadOnlyList<Summary> summaries)
    {
        var balancers = summaries.SelectMany(s => s.Rows).Select(r => r.Balancer).Distinct().ToArray();
        var groupHeight = balancers.Length * BarHeight + GroupGap;
        var height = Top + summaries.Count * groupHeight + Bottom;
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"), new XAttribute("width", Width),
            new XAttribute("height", height), new XAttribute("font-family", "sans-serif"),
            new XElement(Svg + "title", "Rate and processor time as ratios to HAProxy"),
            Rect(0, 0, Width, height, "#ffffff"),
            Text(LabelWidth, 20, 13, "Ratio to HAProxy of the rate (longer is better)"),
            Text(LabelWidth + PanelWidth + PanelGap, 20, 13, "and of the processor time (shorter is better)"),
            Legend(balancers));
        for (var i = 0; i < summaries.Count; i++) picture.Add(Group(summaries[i], Top + i * groupHeight));
        picture.Add(One(LabelWidth, height), One(LabelWidth + PanelWidth + PanelGap, height));
        return picture + "\n";
    }

    private static IEnumerable<XElement> Legend(string[] balancers) => balancers.SelectMany((balancer, i) => new[]
    {
        Rect(LegendX(i), 32 + LegendY(i), 12, 12, ColourOf(balancer)),
        Text(LegendX(i) + 17, 42 + LegendY(i), 12, balancer),
    });

    private static int LegendX(int index) => LegendLeft + index % LegendColumns * LegendStep;

    private static int LegendY(int index) => index / LegendColumns * LegendRow;

    private static IEnumerable<XElement> Group(Summary summary, int top)
    {
        var middle = top + summary.Rows.Count * BarHeight / 2 + 4;
        yield return Text(LabelWidth - 8, middle, 12, summary.Workload.Name, "end");
        for (var i = 0; i < summary.Rows.Count; i++)
        {
            var row = summary.Rows[i];
            var y = top + i * BarHeight;
            foreach (var part in Bar(LabelWidth, y, row.RateRatio, row.Balancer)) yield return part;
            foreach (var part in Bar(LabelWidth + PanelWidth + PanelGap, y, row.CostRatio, row.Balancer))
                yield return part;
        }
    }

    private static IEnumerable<XElement> Bar(double x, int y, double? ratio, string balancer)
    {
        if (ratio is null) yield break;
        var length = Math.Min(ratio.Value, RatioMax) / RatioMax * PanelWidth;
        yield return Rect(x, y, length, BarHeight - 1, ColourOf(balancer));
        yield return Text(x + length + 4, y + BarHeight - 2, 9, Figures.Ratio(ratio));
    }

    /// <summary>Where HAProxy's bars end.</summary>
    private static XElement One(int x, int height)
    {
        var at = Number(x + PanelWidth / RatioMax);
        return new XElement(
            Svg + "line", new XAttribute("x1", at), new XAttribute("x2", at), new XAttribute("y1", Top - 14),
            new XAttribute("y2", height - Bottom), new XAttribute("stroke", "#333333"),
            new XAttribute("stroke-dasharray", "3 3"));
    }

    private static string ColourOf(string balancer) =>
        Array.Find(Colours, c => c.Balancer == balancer).Colour ?? "#333333";

    private static XElement Rect(double x, double y, double width, double height, string colour) => new(
        Svg + "rect", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)),
        new XAttribute("width", Number(width)), new XAttribute("height", Number(height)),
        new XAttribute("fill", colour));

    private static XElement Text(double x, double y, int size, string text, string anchor = "start") => new(
        Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("font-size", size),
        new XAttribute("fill", "#222222"), new XAttribute("text-anchor", anchor), text);

    private static string Number(double value) => value.ToString("0.##");
}
