using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Makes backends fail and recover, and records what the balancer makes of it.</summary>
internal sealed class FailurePlan(IReadOnlyList<ScenarioFailure> failures, Agenda agenda, ServerSet servers)
{
    private readonly List<FailureRecord> _records = [];
    private readonly FailureRecord?[] _latest = new FailureRecord?[servers.All.Length];
    private readonly bool[] _isUsed = new bool[servers.All.Length];

    public void Begin()
    {
        for (var i = 0; i < failures.Count; i++)
            agenda.After(Agenda.Microseconds(failures[i].At), EventKind.FailureStep, i);
    }

    /// <summary>The failure of a backend that its sessions suffer from; null before the first.</summary>
    public FailureRecord? LatestOf(int server) => server < 0 ? null : _latest[server];

    /// <param name="step">From 0: even ones begin something, odd ones end it.</param>
    public void Step(int index, int step, SessionWalk walk)
    {
        var failure = failures[index];
        var begins = step % 2 == 0;
        foreach (var name in failure.Backends)
        {
            var number = servers.IndexOf(name);
            var server = servers.All[number];
            if (step == 0)
            {
                _latest[number] = new FailureRecord(failure, server, agenda.Now, _isUsed[number]);
                _records.Add(_latest[number]!);
            }

            server.Turn(begins ? ConditionOf(failure.Kind) : ServerCondition.Well, FactorOf(failure, begins));
            if (server.Condition is ServerCondition.Dead or ServerCondition.Closing)
                walk.EndAllOf(number, CloseReason.BackendReset, withConnecting: false);
        }

        PlanNext(failure, index, step);
    }

    /// <summary>The balancer reported something.</summary>
    public void Note(Notice notice)
    {
        var address = notice switch
        {
            BackendDown down => down.Address,
            BackendSuspected suspected => suspected.Address,
            BackendEjected ejected => ejected.Address,
            _ => null,
        };
        if (address is not null) LatestOf(servers.IndexOf(address))?.Detect(agenda.Now);
    }

    /// <summary>A table was published.</summary>
    public void Note(Policies.BackendSet set)
    {
        Array.Clear(_isUsed);
        // The trickle of a suspected backend is no use of it, unless there is no other.
        foreach (var index in set.Eligible.Length > 0 ? set.Eligible : set.Suspects)
            _isUsed[servers.IndexOf(set.All[index].Address)] = true;
        for (var i = 0; i < _latest.Length; i++) _latest[i]?.See(_isUsed[i], agenda.Now);
    }

    public bool IsUsed(int server) => _isUsed[server];

    public IReadOnlyList<FailureFigures> Figures() => [.. _records.Select(record => record.Figures())];

    private void PlanNext(ScenarioFailure failure, int index, int step)
    {
        var until = failure.For is null
            ? long.MaxValue
            : Agenda.Start + Agenda.Microseconds(failure.Until);
        var isOver = agenda.Now >= until;
        if (isOver)
        {
            foreach (var name in failure.Backends)
            {
                var number = servers.IndexOf(name);
                _latest[number]!.End(_isUsed[number], agenda.Now);
            }

            return;
        }

        var next = failure.Kind == FailureKind.Flap
            ? Math.Min(until, agenda.Now + Agenda.Microseconds(failure.Period) / 2)
            : until;
        if (next == long.MaxValue) return;
        // A flap that would die in the moment of its end recovers instead.
        var isEnd = next == until;
        agenda.At(next, EventKind.FailureStep, index, isEnd && step % 2 != 0 ? step + 2 : step + 1);
    }

    private static double FactorOf(ScenarioFailure failure, bool begins) =>
        begins && failure.Kind == FailureKind.Slow ? failure.Factor : 1;

    private static ServerCondition ConditionOf(FailureKind kind) => kind switch
    {
        FailureKind.Hang => ServerCondition.Hanging,
        FailureKind.Slow => ServerCondition.Well,
        FailureKind.Cut => ServerCondition.Cut,
        FailureKind.AcceptAndClose => ServerCondition.Closing,
        _ => ServerCondition.Dead,
    };
}
