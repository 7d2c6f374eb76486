namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the admin side.</summary>
internal static class AdminMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("l4balancer.admin.tokens.wrong", MetricKind.Counter, "{request}",
            "Requests to the admin side with a wrong token", [], (s, to) => to.Add(s.Admin.WrongTokens)),
        new("l4balancer.admin.connections.turned_away", MetricKind.Counter, "{connection}",
            "Connections to the admin side refused, or closed to make room for another one", [],
            (s, to) => to.Add(s.Admin.TurnedAway)),
    ];
}
