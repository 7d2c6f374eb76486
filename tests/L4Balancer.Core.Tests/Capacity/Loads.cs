using L4Balancer.Core.Capacity;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Capacity;

/// <summary>Pools and backends with a load.</summary>
internal static class Loads
{
    /// <summary>A backend in use with so many answers per second, each in so many milliseconds.</summary>
    public static BackendLoad Backend(string name, double answers = 100, double milliseconds = 1) => new()
    {
        Address = name,
        Answers = (long)(answers * 60),
        AnswersPerSecond = answers,
        Response = answers > 0 ? milliseconds / 1e3 : null,
        SessionsPerSecond = answers / 10,
        Sessions = 10,
    };

    public static BackendLoad Backup(string name) => new()
    {
        Address = name,
        Tier = 1,
        IsUsed = false,
    };

    public static PoolLoad Pool(params IReadOnlyList<BackendLoad> backends) =>
        new() { Name = "db", Policy = PolicyKind.PowerOfTwo, Backends = backends };

    public static PoolCapacity Assess(params IReadOnlyList<BackendLoad> backends) =>
        CapacityAssessment.Of(Pool(backends));

    /// <summary>Forty points whose rate goes from 100 to 490, and whose time depends on it.</summary>
    public static CurvePoint[] Curve(Func<double, double> response) =>
        [.. Enumerable.Range(10, 40).Select(i => new CurvePoint(i * 10, response(i * 10)))];

    /// <summary>The response time doubles at 300 answers/s.</summary>
    public static CurvePoint[] Knee => Curve(rate => rate < 300 ? 0.001 : 0.003);
}
