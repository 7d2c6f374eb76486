using L4Balancer.Core.Capacity;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Capacity;

/// <summary>What limits a pool in words, and which weights are proposed.</summary>
internal sealed class BottleneckTests
{
    private static IEnumerable<TestCaseData> Pools()
    {
        yield return Case("Equal_backends", null, "none: the slowest backend answers within 1.1 x the median",
            Loads.Backend("a"), Loads.Backend("b"), Loads.Backend("c", milliseconds: 1.1));
        yield return Case("A_slow_one", "b",
            "b is the slowest: 3.1 x the median response time of the others (3.1 ms and 1 ms) at equal share",
            Loads.Backend("a"), Loads.Backend("b", milliseconds: 3.1), Loads.Backend("c"));
        yield return Case("A_slow_one_with_a_small_share", "b",
            "b is the slowest: 3.0 x the median response time of the others (3 ms and 1 ms) with 0.5 x its share "
            + "of the load",
            Loads.Backend("a", 250), Loads.Backend("b", 100, milliseconds: 3), Loads.Backend("c", 250));
        yield return Case("A_slow_one_of_other_weight", "b",
            "b is the slowest: 3.0 x the median response time of the others (3 ms and 1 ms) at the share of its weight",
            Loads.Backend("a", 300) with { WeightInForce = 3 }, Loads.Backend("b", 100, milliseconds: 3));
        yield return Case("A_full_one", "a", "a is nearest to its limit: 10 of 12 max-connections",
            Loads.Backend("a") with { MaxConnections = 12 }, Loads.Backend("b", milliseconds: 3));
        yield return Case("One_backend", null, "none is known: too few answers were measured to compare",
            Loads.Backend("a"));
        yield return Case("Silence", null, "none is known: too few answers were measured to compare",
            Loads.Backend("a", 0), Loads.Backend("b", 0));
        yield return Case("Nobody", null, "no backend gets new sessions", Loads.Backup("c"));

        static TestCaseData Case(string name, string? backend, string text, params BackendLoad[] backends) =>
            new(backend, text, backends) { TestName = $"Bottleneck: {name}" };
    }

    [TestCaseSource(nameof(Pools))]
    public void The_bottleneck_is_said_in_words(string? backend, string text, BackendLoad[] backends) =>
        Assert.That(Loads.Assess(backends).Bottleneck, Is.EqualTo(new Bottleneck(backend, text)));

    private static IEnumerable<TestCaseData> Weights()
    {
        var (usual, slow) = (Loads.Backend("a"), Loads.Backend("b", milliseconds: 2));
        var pool = Loads.Pool(usual, slow, usual with { Address = "c" });
        yield return Case("One_slow_backend", pool, "one step", 12, 6, 12);
        yield return Case("Much_slower_is_half_a_step", Loads.Pool(
            usual, Loads.Backend("b", milliseconds: 90), usual with { Address = "c" }), "one step", 12, 6, 12);
        yield return Case("Larger_weights_keep_their_mean", Loads.Pool(
            usual with { Weight = 40, WeightInForce = 40 }, slow with { Weight = 20, WeightInForce = 20 },
            usual with { Address = "c", Weight = 40, WeightInForce = 40 }), "one step", 44, 11, 44);
        yield return Case("The_largest_weights_stay_in_range", Loads.Pool(
            usual with { Weight = 1000, WeightInForce = 1000 }, slow with { Weight = 1000, WeightInForce = 1000 },
            usual with { Address = "c", Weight = 1000, WeightInForce = 1000 }), "one step", 1000, 500, 1000);
        yield return Case("Even_times", Loads.Pool(usual, Loads.Backend("b", milliseconds: 1.1)),
            "no proposal: all response times are within 1.3 x of the median");
        yield return Case("Thin_data", Loads.Pool(usual, slow with { Answers = 150 }),
            "no proposal: too few answers of b (150 in the window, 200 are needed)");
        yield return Case("One_backend", Loads.Pool(usual),
            "no proposal: there are no two backends in use to compare");
        yield return Case("A_ramp", Loads.Pool(usual with { WeightInForce = 0.3 }, slow),
            "no proposal: a does not have its full weight yet");
        yield return Case("First", pool with { Policy = PolicyKind.First },
            "no proposal: the policy first ignores weights");
        yield return Case("Fastest", pool with { Policy = PolicyKind.Fastest },
            "no proposal: the policy already follows response times");
        yield return Case("A_controller", pool with { WeighBy = WeighBy.ResponseTime },
            "no proposal: weigh-by already changes the weights");

        static TestCaseData Case(string name, PoolLoad pool, string text, params int[] weights) =>
            new(pool, text, weights) { TestName = $"Proposal: {name}" };
    }

    [TestCaseSource(nameof(Weights))]
    public void Weights_are_proposed_or_the_reason_why_not_is_said(PoolLoad pool, string text, int[] weights)
    {
        var found = CapacityAssessment.Of(pool).Weights;
        Assert.That(found.Text, Does.StartWith(text));
        Assert.That(found.Proposed.Select(p => p.Proposed), Is.EqualTo(weights));
    }
}
