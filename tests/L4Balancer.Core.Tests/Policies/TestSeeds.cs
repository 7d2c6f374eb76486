using System.Runtime.CompilerServices;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Tests.Policies;

/// <summary>
/// The seeds of the random tests: fixed, so that a run can be repeated exactly, or the one in L4B_TEST_SEED, which
/// every failure prints.
/// </summary>
internal static class TestSeeds
{
    public static IEnumerable<ulong> Take(int count)
    {
        if (Environment.GetEnvironmentVariable("L4B_TEST_SEED") is { Length: > 0 } text) return [ulong.Parse(text)];
        return Enumerable.Range(1, count).Select(i => (ulong)i);
    }

    /// <summary>Fails the test unless <paramref name="condition"/> holds.</summary>
    public static void Require(
        bool condition, ulong seed, [InterpolatedStringHandlerArgument(nameof(condition))] ref FailureText what)
    {
        if (!condition) Assert.Fail($"{what.ToText()} (L4B_TEST_SEED={seed})");
    }

    public static int NextBetween(this ref SplitMix64 random, int min, int max) =>
        min + random.NextBelow(max - min + 1);
}

/// <summary>
/// The text of a failure, built only when there is one: the loops around it run millions of times.
/// </summary>
[InterpolatedStringHandler]
internal ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    public FailureText(int literalLength, int formattedCount, bool condition, out bool isWanted)
    {
        isWanted = !condition;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToText() => _text.ToStringAndClear();
}
