using L4Balancer.Cli.Output;

namespace L4Balancer.Tests.Cli.Output;

/// <summary>Human-readable numbers.</summary>
internal sealed class FiguresTests
{
    [TestCase(0, "0")]
    [TestCase(0.26, "0.3")]
    [TestCase(9999, "9999")]
    [TestCase(12_345, "12k")]
    [TestCase(1_234_567, "1.2M")]
    [TestCase(999_999, "1.0M")]
    public void Counts_have_at_most_five_characters(double value, string text) =>
        Assert.That(Figures.Count(value), Is.EqualTo(text));

    [TestCase(0, "0B")]
    [TestCase(999, "999B")]
    [TestCase(1023, "1.0KB")]
    [TestCase(10 * 1024 * 1024, "10MB")]
    [TestCase(1536, "1.5KB")]
    public void Bytes_are_in_units_of_1024(double value, string text) =>
        Assert.That(Figures.Bytes(value), Is.EqualTo(text));

    [TestCase(null, "-")]
    [TestCase(0.00085, "850us")]
    [TestCase(0.0012, "1.2ms")]
    [TestCase(0.25, "250ms")]
    [TestCase(2.34, "2.3s")]
    [TestCase(75.0, "1m15s")]
    public void Latencies_have_the_unit_that_fits(double? seconds, string text) =>
        Assert.That(Figures.Latency(seconds), Is.EqualTo(text));

    [TestCase(-3, "0s")]
    [TestCase(45, "45s")]
    [TestCase(180, "3m")]
    [TestCase(192, "3m12s")]
    [TestCase(7500, "2h5m")]
    [TestCase(273_600, "3d4h")]
    public void Durations_have_their_two_largest_units(int seconds, string text) =>
        Assert.That(Figures.Duration(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
