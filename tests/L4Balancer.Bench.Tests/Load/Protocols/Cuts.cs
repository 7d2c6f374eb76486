using L4Balancer.Bench.Load.Protocols;

namespace L4Balancer.Bench.Tests.Load.Protocols;

/// <summary>Feeds a codec with bytes that are cut as a network may cut them.</summary>
internal static class Cuts
{
    /// <summary>
    /// In two pieces, cut at every place, and at last byte by byte: the number of answers is the same.
    /// </summary>
    public static void AssertAnswers(Codec codec, byte[] received, int answers)
    {
        for (var cut = 0; cut <= received.Length; cut++)
        {
            codec.Reset(isFirst: false);
            var seen = codec.Consume(received.AsSpan(0, cut)) + codec.Consume(received.AsSpan(cut));
            Assert.That(seen, Is.EqualTo(answers), $"Cut at {cut}.");
        }

        codec.Reset(isFirst: false);
        var sum = 0;
        foreach (var b in received) sum += codec.Consume([b]);
        Assert.That(sum, Is.EqualTo(answers), "Byte by byte.");
    }

    /// <summary>The same, for an answer that is wrong: it is refused wherever it is cut, and for that reason.</summary>
    public static void AssertProblem(Codec codec, byte[] received, string problem)
    {
        for (var cut = 0; cut <= received.Length; cut++)
        {
            codec.Reset(isFirst: false);
            var isRefused = codec.Consume(received.AsSpan(0, cut)) < 0 || codec.Consume(received.AsSpan(cut)) < 0;
            Assert.That(isRefused, Is.True, $"Cut at {cut}.");
            Assert.That(codec.Problem, Is.EqualTo(problem), $"Cut at {cut}.");
        }
    }
}
