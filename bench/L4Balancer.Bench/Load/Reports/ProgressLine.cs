using L4Balancer.Bench.Load.Workers;

namespace L4Balancer.Bench.Load.Reports;

/// <summary>The changes since the previous line, from counters that their threads keep writing.</summary>
internal sealed class ProgressLine(LoadPlan plan, IReadOnlyCollection<LoadWorker> workers)
{
    private long _requests;
    private long _bytes;
    private long _then = plan.Start;

    public string Next(long now)
    {
        var requests = workers.Sum(w => w.Measurement.RequestsEver);
        var bytes = workers.Sum(w => w.Measurement.BytesEver);
        var errors = workers.Sum(w => w.Measurement.ErrorsEver);
        var seconds = Math.Max(1, now - _then) / 1e9;
        var phase = now < plan.From ? "warm-up" : $"{(now - plan.From) / 1e9,5:0.0} s";
        var isBulk = plan.Options.Protocol == LoadProtocol.Bulk;
        var rate = isBulk ? "" : $"{(requests - _requests) / seconds,12:N0} requests/s";
        var line = $"{phase,8}{rate}{(bytes - _bytes) / seconds / 1e6,12:N1} MB/s  {errors:N0} errors";
        (_requests, _bytes, _then) = (requests, bytes, now);
        return line;
    }
}
