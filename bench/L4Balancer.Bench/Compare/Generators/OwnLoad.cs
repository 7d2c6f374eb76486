using System.Text.Json;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Load;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>The verb <c>load</c> of this program, where no well-known generator is installed.</summary>
internal sealed class OwnLoad(BackendKind kind) : ILoadGenerator
{
    public string Name => "load";

    public async Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop)
    {
        var command = task.Place.Run([.. Toolbox.ThisProgram(), .. Arguments(kind, task)]);
        var result = await ProgramRun.ToEndAsync(command, task.Limit, stop);
        if (result.Output.Length == 0) throw new CompareException($"load failed: {result.LastLine}");
        return Parse(result.Output, task.Shape.IsUpload);
    }

    public static string[] Arguments(BackendKind kind, LoadTask task)
    {
        var shape = task.Shape;
        string[] common =
        [
            "load", "--target", $"{task.Target}", "--connections", $"{shape.Connections}",
            "--duration", $"{task.Duration.TotalMilliseconds:0}ms", "--warmup", "0", "--json", "--quiet",
        ];
        string[] reconnect = shape.IsReconnecting ? ["--reconnect-every", "1"] : [];
        string[] preface = task.Preface.Length > 0 ? ["--preface", task.Preface] : [];
        return kind switch
        {
            BackendKind.Redis =>
            [
                .. common, "--protocol", "redis", "--payload", $"{shape.PayloadBytes}",
                "--pipeline", $"{shape.Pipeline}", .. reconnect, .. preface,
            ],
            BackendKind.Http => [.. common, "--protocol", "http", "--path", $"/bytes/{shape.PayloadBytes}", .. preface],
            BackendKind.Echo =>
            [
                .. common, "--protocol", "echo",
                .. shape.Message is { } message ? (string[])["--message", message] : [], .. reconnect, .. preface,
            ],
            _ => [.. common, "--protocol", "bulk", "--direction", shape.IsUpload ? "up" : "down"],
        };
    }

    /// <exception cref="CompareException">The text is not a report.</exception>
    public static LoadResult Parse(string json, bool isUpload)
    {
        try
        {
            var report = JsonSerializer.Deserialize<LoadReport>(json, JsonSerializerOptions.Web)!;
            var errors = report.Errors.Values.Sum();
            if (report.Protocol == "bulk")
            {
                var bytes = isUpload ? report.BytesSent : report.BytesReceived;
                return new LoadResult(bytes, report.Seconds, null, null, null, errors);
            }

            var latency = report.Latency;
            return new LoadResult(
                report.Requests, report.Seconds, latency.P50, latency.P99, latency.P999, errors);
        }
        catch (JsonException)
        {
            throw new CompareException("load printed no readable report.");
        }
    }
}
