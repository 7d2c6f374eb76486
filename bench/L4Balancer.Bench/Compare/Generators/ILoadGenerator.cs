using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>Clients that generate the load of a shape for about the given time.</summary>
internal interface ILoadGenerator
{
    /// <summary>The name of the program, for the report.</summary>
    string Name { get; }

    /// <exception cref="CompareException">It failed, or its output cannot be parsed.</exception>
    Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop);
}

/// <param name="RateHint">
/// Expected requests per second: generators that take a number of requests compute it from this and the time.
/// </param>
internal sealed record LoadTask(IPEndPoint Target, LoadShape Shape, TimeSpan Duration, double RateHint)
{
    /// <summary>The network of the target.</summary>
    public NetworkPlace Place { get; init; } = NetworkPlace.Here;

    /// <summary>What every connection begins with, in hexadecimal digits; empty for nothing.</summary>
    public string Preface { get; init; } = "";

    /// <summary>A generator that takes longer is hung. The actual rate may be a tenth of the expected one.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(30) + 10 * Duration;

    /// <summary>For generators that accept only whole seconds.</summary>
    public int WholeSeconds => Math.Max(1, (int)Math.Round(Duration.TotalSeconds, MidpointRounding.AwayFromZero));
}

/// <summary>The result of a generator.</summary>
/// <param name="Units">Requests answered, or bytes arrived.</param>
/// <param name="Seconds">The measured time.</param>
/// <param name="P50">Microseconds; this and those after it are null when there are no requests to wait for.</param>
/// <param name="Errors">Requests that failed.</param>
internal sealed record LoadResult(
    double Units, double Seconds, double? P50, double? P99, double? P999, long Errors);

/// <summary>The generator for each role: a well-known one if installed, else our own.</summary>
internal static class GeneratorChoice
{
    /// <param name="hasPreface">Which only our own can send.</param>
    public static ILoadGenerator Of(BackendKind kind, Toolbox tools, bool hasPreface = false) => kind switch
    {
        _ when hasPreface => new OwnLoad(kind),
        BackendKind.Redis when tools.RedisBenchmark is { } program => new RedisBenchmark(program),
        BackendKind.Http when tools.Wrk is { } program => new Wrk(program),
        BackendKind.Bulk when tools.Iperf3 is { } program => new Iperf3(program),
        _ => new OwnLoad(kind),
    };
}
