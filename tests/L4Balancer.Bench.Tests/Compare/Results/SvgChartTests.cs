using System.Globalization;
using System.Xml.Linq;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Results;

namespace L4Balancer.Bench.Tests.Compare.Results;

internal sealed class SvgChartTests
{
    private static readonly XElement Chart = XElement.Parse(SvgChart.Render(Sample.Summaries(
    [
        Sample.Cell("redis-50", "direct", 1, 500, null),
        Sample.Cell("redis-50", "haproxy", 1, 100, 1),
        Sample.Cell("redis-50", "native", 1, 150, 1),
        Sample.Cell("redis-1", "haproxy", 1, 100, 1),
        Sample.Cell("redis-1", "native", 1, 100, 0.5),
    ])));

    [Test]
    public void Everything_is_inside_the_picture() => AssertIsInside(Chart);

    [Test]
    public void All_balancers_at_once_have_room()
    {
        var names = BalancerList.All.Select(b => b.Name).ToArray();
        var cells = names.Select(name => Sample.Cell("redis-50", name, 1, 100, 1)).ToArray();
        var summary = Summary.Of(Sample.Named("redis-50"), names, cells);
        AssertIsInside(XElement.Parse(SvgChart.Render([summary])));
    }

    [Test]
    public void The_background_is_white() =>
        Assert.That(Named("rect").First().Attribute("fill")!.Value, Is.EqualTo("#ffffff"));

    [Test]
    public void Each_bar_has_its_number_even_if_it_is_cut()
    {
        var texts = Named("text").Select(t => t.Value).ToArray();
        Assert.That(texts, Is.SupersetOf(new[] { "redis-50", "redis-1", "native", "5.00", "1.50", "0.67", "0.50" }));
    }

    [Test]
    public void Bars_are_as_long_as_their_ratios()
    {
        var native = Named("rect").Where(r => r.Attribute("fill")!.Value == "#e15759").Skip(1)
            .Select(r => Number(r, "width")).ToArray();
        Assert.That(native[2] / native[0], Is.EqualTo(1 / 1.5).Within(0.01));
        Assert.That(native[3] / native[2], Is.EqualTo(0.5).Within(0.01));
    }

    private static void AssertIsInside(XElement chart)
    {
        const double WidestLabel = 110;
        var (width, height) = (Number(chart, "width"), Number(chart, "height"));
        foreach (var rect in Named("rect", chart))
        {
            Assert.That(Number(rect, "x") + Number(rect, "width"), Is.InRange(0, width));
            Assert.That(Number(rect, "y") + Number(rect, "height"), Is.InRange(0, height));
        }

        foreach (var legend in Named("rect", chart).Where(r => Number(r, "height") == 12))
            Assert.That(Number(legend, "x") + WidestLabel, Is.LessThan(width));
    }

    private static IEnumerable<XElement> Named(string name, XElement? chart = null) =>
        (chart ?? Chart).Descendants().Where(e => e.Name.LocalName == name);

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
