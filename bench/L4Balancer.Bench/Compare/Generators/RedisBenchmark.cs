using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>redis-benchmark: as many SETs as GETs, one after the other, each on new connections.</summary>
internal sealed class RedisBenchmark(string program) : ILoadGenerator
{
    /// <summary>With fewer, p99.9 is meaningless.</summary>
    private const int RequestsMin = 2_000;

    public string Name => "redis-benchmark";

    public async Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop)
    {
        var command = task.Place.Run([program, .. Arguments(task)]);
        var result = await ProgramRun.ToEndAsync(command, task.Limit, stop);
        if (result.ExitCode != 0) throw new CompareException($"redis-benchmark failed: {result.LastLine}");
        return RedisBenchmarkText.Parse(result.Output);
    }

    public static string[] Arguments(LoadTask task)
    {
        var shape = task.Shape;
        var requests = Math.Max(RequestsMin, (long)(task.RateHint * task.Duration.TotalSeconds / 2));
        return
        [
            "-h", $"{task.Target.Address}", "-p", $"{task.Target.Port}", "-t", "get,set", "-c", $"{shape.Connections}",
            "-n", $"{requests}", "-d", $"{shape.PayloadBytes}", "-P", $"{shape.Pipeline}",
            "-k", shape.IsReconnecting ? "0" : "1",
        ];
    }
}
