using System.Text.Json;
using System.Text.Json.Nodes;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>iperf3: bytes in one direction over one or more connections. Received bytes count, not sent ones.</summary>
internal sealed class Iperf3(string program) : ILoadGenerator
{
    /// <summary>
    /// Its server needs a moment between two tests, seconds on a busy machine, and rejects clients meanwhile.
    /// </summary>
    private const int Attempts = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public string Name => "iperf3";

    public async Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop)
    {
        var command = task.Place.Run([program, .. Arguments(task)]);
        for (var attempt = 1; ; attempt++)
        {
            var result = await ProgramRun.ToEndAsync(command, task.Limit, stop);
            if (result.ExitCode == 0 || attempt == Attempts) return Parse(result.Output);
            await Task.Delay(Pause, stop);
        }
    }

    public static string[] Arguments(LoadTask task) =>
    [
        "-c", $"{task.Target.Address}", "-p", $"{task.Target.Port}", "-t", $"{task.WholeSeconds}",
        "-P", $"{task.Shape.Connections}", "-i", "0", "-J", .. task.Shape.IsUpload ? Array.Empty<string>() : ["-R"],
    ];

    /// <exception cref="CompareException">The test failed, or the text is not a report.</exception>
    public static LoadResult Parse(string json)
    {
        try
        {
            var report = JsonNode.Parse(json);
            if (report?["error"] is { } error) throw new CompareException($"iperf3 failed: {error}");
            var arrived = report?["end"]?["sum_received"];
            return arrived is null
                ? throw new CompareException("iperf3 printed no readable result.")
                : new LoadResult((double)arrived["bytes"]!, (double)arrived["seconds"]!, null, null, null, 0);
        }
        catch (JsonException)
        {
            throw new CompareException("iperf3 printed no readable result.");
        }
    }
}
