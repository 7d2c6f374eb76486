using L4Balancer.Bench.Load.Arguments;

namespace L4Balancer.Bench.Tests.Load.Arguments;

internal sealed class QuantitiesTests
{
    [TestCase("64", 64L)]
    [TestCase("64B", 64L)]
    [TestCase("16KiB", 16_384L)]
    [TestCase("1MiB", 1_048_576L)]
    [TestCase("2GiB", 2_147_483_648L)]
    public void A_size_is_a_number_of_bytes(string text, long bytes) =>
        Assert.That(Quantities.TryParseSize(text), Is.EqualTo(bytes));

    [TestCase("")]
    [TestCase("KiB")]
    [TestCase("5kb")]
    [TestCase("-1")]
    [TestCase("1.5KiB")]
    [TestCase("1KiB1B")]
    [TestCase("9999999999")]
    public void Anything_else_is_not_a_size(string text) => Assert.That(Quantities.TryParseSize(text), Is.Null);

    [TestCase("0", 0)]
    [TestCase("500ms", 500)]
    [TestCase("10s", 10_000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("2h", 7_200_000)]
    public void A_duration_has_units(string text, int milliseconds) =>
        Assert.That(Quantities.TryParseDuration(text), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [TestCase("")]
    [TestCase("10")]
    [TestCase("s")]
    [TestCase("1 s")]
    [TestCase("1d")]
    [TestCase("1s2")]
    public void Anything_else_is_not_a_duration(string text) => Assert.That(Quantities.TryParseDuration(text), Is.Null);

    [TestCase(64, "64B")]
    [TestCase(16_384, "16KiB")]
    [TestCase(1_048_577, "1048577B")]
    public void A_size_is_shown_in_the_largest_unit(int bytes, string text) =>
        Assert.That(Quantities.Format(bytes), Is.EqualTo(text));
}
