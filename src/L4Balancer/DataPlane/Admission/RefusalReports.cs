using System.Globalization;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Logs how many clients each listener has refused, why, who they were, and what was wrong with one of them: a line per
/// listener and interval, however many there are. One task.
/// </summary>
internal sealed class RefusalReports(IForwardingEngine engine, TimeProvider time, ILogger log)
{
    private static readonly CloseReason[] Reasons = [.. CloseReasons.All.Where(reason => reason.IsRefusal())];

    private readonly Dictionary<ListenerCounters, long[]> _reported = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(Limits.RefusalLogInterval, time, stop);
            Report();
        }
    }

    /// <summary>Reports what has been refused since the last call.</summary>
    public void Report()
    {
        var listeners = engine.Listeners;
        foreach (var gone in _reported.Keys.Except(listeners).ToArray()) _reported.Remove(gone);
        foreach (var listener in listeners) Report(listener);
    }

    private void Report(ListenerCounters listener)
    {
        if (!_reported.TryGetValue(listener, out var before)) _reported[listener] = before = new long[Reasons.Length];
        var since = new long[Reasons.Length];
        for (var i = 0; i < Reasons.Length; i++)
        {
            var ended = listener.Ended(Reasons[i]);
            (since[i], before[i]) = (ended - before[i], ended);
        }

        var total = since.Sum();
        if (total == 0) return;
        var reasons = since.Select((count, i) => (Count: count, Reason: Reasons[i])).Where(r => r.Count > 0)
            .OrderByDescending(r => r.Count).Select(r => $"{Shown(r.Count)} {r.Reason.Word()}");
        var fault = listener.TakeFault();
        var level = fault is null ? LogLevel.Information : LogLevel.Warning;
        if (!log.IsEnabled(level)) return;
        var example = fault is null ? ""
            : total == 1 ? $"; {fault.Client}: {fault.Cause}" : $"; one of them, {fault.Client}: {fault.Cause}";
        log.ClientsRefused(
            level, listener.Name, total == 1 ? "1 client" : $"{Shown(total)} clients",
            (int)Limits.RefusalLogInterval.TotalSeconds, string.Join(", ", reasons), SourcesOf(listener), example);
    }

    private string SourcesOf(ListenerCounters listener)
    {
        if (engine.Arrivals.KnownSources is not { } sources) return "";
        var now = (long)time.GetElapsedTime(0).TotalMilliseconds;
        var (count, most) = sources.RefusedSince(
            listener.Number, now - (long)Limits.RefusalLogInterval.TotalMilliseconds, now);
        return most is null ? ""
            : count == 1 ? $"; all from {most.Value.Source}"
            : $"; from {Shown(count)} sources, most from {most.Value.Source}";
    }

    private static string Shown(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
