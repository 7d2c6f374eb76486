using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>Clients that do what a shape says, for about as long as they are told.</summary>
internal interface ILoadGenerator
{
    /// <summary>What it is, for the report: the program.</summary>
    string Name { get; }

    /// <exception cref="CompareException">It failed, or said what cannot be read.</exception>
    Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop);
}

/// <param name="RateHint">
/// Requests per second to expect: generators that are told a number of requests find how many fill the time.
/// </param>
internal sealed record LoadTask(IPEndPoint Target, LoadShape Shape, TimeSpan Duration, double RateHint)
{
    /// <summary>The network that the target is in.</summary>
    public NetworkPlace Place { get; init; } = NetworkPlace.Here;

    /// <summary>A generator that takes longer hangs. A rate can be a tenth of what was expected.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(30) + 10 * Duration;

    /// <summary>For generators that know whole seconds only.</summary>
    public int WholeSeconds => Math.Max(1, (int)Math.Round(Duration.TotalSeconds, MidpointRounding.AwayFromZero));
}

/// <summary>What a generator measured.</summary>
/// <param name="Units">Requests answered, or bytes arrived.</param>
/// <param name="Seconds">Within which.</param>
/// <param name="P50">Microseconds; this and those after it are null when there are no requests to wait for.</param>
/// <param name="Errors">Requests that failed.</param>
internal sealed record LoadResult(
    double Units, double Seconds, double? P50, double? P99, double? P999, long Errors);

/// <summary>Which generator plays which part: a well-known one where it is installed, else our own.</summary>
internal static class GeneratorChoice
{
    public static ILoadGenerator Of(BackendKind kind, Toolbox tools) => kind switch
    {
        BackendKind.Redis when tools.RedisBenchmark is { } program => new RedisBenchmark(program),
        BackendKind.Http when tools.Wrk is { } program => new Wrk(program),
        BackendKind.Bulk when tools.Iperf3 is { } program => new Iperf3(program),
        _ => new OwnLoad(kind),
    };
}
