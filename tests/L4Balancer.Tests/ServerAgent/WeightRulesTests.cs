using L4Balancer.Core.Health;

namespace L4Balancer.Tests.ServerAgent;

/// <summary>The formula from figures to the weight.</summary>
internal sealed class WeightRulesTests
{
    private static readonly WeightRules Usual = new();

    private static readonly TestCaseData[] Cases =
    [
        Case("nothing is known", new(), 100),
        Case("idle", new() { Cpu = 2, Memory = 40, Load = 0.1, PsiCpu = 0, PsiMemory = 0, PsiIo = 0 }, 100),
        Case("noise", new() { Cpu = 10 }, 100),
        Case("half of the processors", new() { Cpu = 55 }, 50),
        Case("all processors", new() { Cpu = 100 }, 5),
        Case("a database's cache", new() { Memory = 84 }, 100),
        Case("nearly out of memory", new() { Memory = 97 }, 8),
        Case("load of one per processor", new() { Load = 1 }, 100),
        Case("load of three per processor", new() { Load = 3 }, 50),
        Case("waits for processors", new() { Cpu = 90, PsiCpu = 57.5 }, 11),
        Case("swaps", new() { PsiMemory = 41 }, 20),
        Case("a slow disk", new() { Cpu = 3, PsiIo = 82 }, 20),
        Case("the scarcest counts", new() { Cpu = 55, Memory = 91.5, Load = 2, PsiIo = 30 }, 50),
    ];

    [TestCaseSource(nameof(Cases))]
    public void The_scarcest_resource_decides(HostFigures figures, int weight) =>
        Assert.That(Math.Round(Usual.WeightOf(figures)), Is.EqualTo(weight));

    [Test]
    public void A_figure_that_is_off_does_not_count_and_the_floor_holds()
    {
        var figures = new HostFigures { Cpu = 100, Load = 2 };
        Assert.That((Usual with { Cpu = null }).WeightOf(figures), Is.EqualTo(75));
        Assert.That((Usual with { Floor = 0 }).WeightOf(figures), Is.Zero);
        Assert.That((Usual with { Floor = 40 }).WeightOf(figures), Is.EqualTo(40));
    }

    [TestCase("10-100", 10, 100)]
    [TestCase("0-0.5", 0, 0.5)]
    public void A_ramp_is_two_numbers(string text, double low, double high)
    {
        Assert.That(WeightRamp.TryParse(text, out var ramp));
        Assert.That(ramp, Is.EqualTo(new WeightRamp(low, high)));
        Assert.That(ramp!.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("10")]
    [TestCase("100-10")]
    [TestCase("5-5")]
    [TestCase("-1-5")]
    [TestCase("1-x")]
    [TestCase("1-Infinity")]
    public void Anything_else_is_none(string text) => Assert.That(WeightRamp.TryParse(text, out _), Is.False);

    [Test]
    public void A_step_shows_within_two_time_constants()
    {
        var weight = new SmoothWeight(TimeSpan.FromSeconds(2));
        var second = TimeSpan.FromSeconds(1);
        Assert.That(weight.Next(100, second), Is.EqualTo(100), "The first value is as it is.");
        var values = Enumerable.Range(0, 4).Select(_ => Math.Round(weight.Next(0, second))).ToArray();
        Assert.That(values, Is.EqualTo(new[] { 61, 37, 22, 14 }));
        var at = new SmoothWeight(TimeSpan.Zero);
        at.Next(100, second);
        Assert.That(at.Next(7, second), Is.EqualTo(7));
    }

    private static TestCaseData Case(string name, HostFigures figures, int weight) =>
        new TestCaseData(figures, weight).SetArgDisplayNames(name);
}
