using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>What became of one failure of one backend so far; times are of the agenda.</summary>
internal sealed class FailureRecord(ScenarioFailure failure, Server server, long at, bool wasUsed)
{
    private long? _detectedAt;
    private long? _leftAt;
    private long? _endedAt;
    private long? _backAt;

    public long Failed { get; set; }

    public long Hung { get; set; }

    /// <param name="isUsed">Whether new sessions go to it already, as between two deaths of a flap.</param>
    public void End(bool isUsed, long now)
    {
        _endedAt = now;
        See(isUsed, now);
    }

    /// <summary>The balancer reported the backend as failing; what it reports after the end has other causes.</summary>
    public void Detect(long now)
    {
        if (_endedAt is null) _detectedAt ??= now;
    }

    /// <summary>A table was published.</summary>
    public void See(bool isUsed, long now)
    {
        if (!isUsed && wasUsed && _endedAt is null) _leftAt ??= now;
        if (isUsed && _leftAt is not null && _endedAt is not null) _backAt ??= now;
    }

    public FailureFigures Figures() => new(
        failure.Kind, server.Name, TimeSpan.FromMicroseconds(at - Agenda.Start), Since(_endedAt, Agenda.Start),
        Since(_detectedAt, at), Since(_leftAt, at), Since(_backAt, _endedAt ?? 0), Failed, Hung);

    private static TimeSpan? Since(long? then, long start) =>
        then is { } some ? TimeSpan.FromMicroseconds(some - start) : null;
}
