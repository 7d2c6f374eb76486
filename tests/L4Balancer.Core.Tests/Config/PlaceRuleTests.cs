namespace L4Balancer.Core.Tests.Config;

/// <summary>Limits and queues that have no effect.</summary>
internal sealed class PlaceRuleTests
{
    [TestCaseSource(nameof(Cases))]
    public void Warning_has_location_and_problem(string yaml, string[] warnings) => Lb.Warns(yaml, warnings);

    private static IEnumerable<TestCaseData> Cases()
    {
        const string Queue = "queue: { max: 10, timeout: 1s }";
        yield return Lb.Case(
            "A_queue_where_nothing_is_limited", Lb.WithPool(Queue),
            "lb.yaml:4:12: pools.p.queue: has no effect, because nothing limits the sessions of this pool "
            + "(max-connections on the pool or its backends, or max-pending-connects)");
        yield return Lb.Case("A_queue_of_a_limited_pool", Lb.WithPool(Queue, "max-connections: 5"));
        yield return Lb.Case("A_queue_for_connects", Lb.WithPool(Queue, "max-pending-connects: 5"));
        yield return Lb.Case(
            "A_queue_of_limited_backends",
            Lb.WithPool(Queue, "backends: [{ address: 10.0.0.1:1, max-connections: 5 }, 10.0.0.2:1]"));
        yield return Lb.Case(
            "A_limit_above_all_places",
            Lb.WithPool("max-connections: 50", "backends: [{ address: 10.0.0.1:1, max-connections: 5 }]"),
            "lb.yaml:4:22: pools.p.max-connections: is never reached: its backends have 5 places in total "
            + "(at most 5, or omit it)");
        yield return Lb.Case(
            "Nobody_with_a_weight",
            Lb.WithPool("backends: [{ address: 10.0.0.1:1, weight: 0 }]"),
            "lb.yaml:4:15: pools.p.backends: every backend has weight 0, so none gets new sessions "
            + "(a weight of 1 or more on at least one backend)");
    }
}
