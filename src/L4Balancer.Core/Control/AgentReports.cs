using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// The answers of agents. An answer counts for every backend of its server, and changes its report only: neither its
/// health nor the operator's intent.
/// </summary>
internal static class AgentReports
{
    public static void Apply(Transition transition, ProbeEnded ended, ProbedTarget probed)
    {
        foreach (var place in probed.Places) Apply(transition, place, ended.Outcome);
        transition.Add(new ProbeAfter(ended.Target, probed.Schedule.Interval));
    }

    private static void Apply(Transition transition, BackendPlace place, ProbeOutcome outcome)
    {
        var before = transition.Backend(place);
        var report = outcome.Findings?.Agent is { } answer ? before.Agent.After(answer) : before.Agent.AfterMiss();
        if (report == before.Agent) return;
        var backend = before with { Agent = report };
        transition.SetBackend(place, backend);
        var pool = transition.ConfigOf(place.Pool);
        Tell(transition, pool.Name, before, report, outcome);
        var goesDown = report.IsDown && !before.Agent.IsDown;
        if (goesDown && pool.OnDown == OnDownAction.Reset) Reset(transition, pool.Name, backend);
        if (ChangesTable(before, backend)) transition.Touch(place.Pool);
    }

    private static void Tell(
        Transition transition, string pool, BackendState before, AgentReport report, ProbeOutcome outcome)
    {
        var (address, known) = (before.Address, before.Agent);
        if (report.IsStale && !known.IsStale) transition.Tell(new AgentSilent(pool, address, outcome.Cause));
        if (known.IsStale && !report.IsStale) transition.Tell(new AgentAnswers(pool, address));
        if (report.Unknown != known.Unknown) transition.Tell(new AgentUnclear(pool, address, report.Unknown!));
        if (report.Verdict != known.Verdict)
            transition.Tell(new AgentTurned(pool, address, report.Verdict, report.Reason));
    }

    private static void Reset(Transition transition, string pool, BackendState backend) =>
        transition.Add(new ResetSessions(pool, backend.Address) { Reason = CloseReason.BackendDown });

    private static bool ChangesTable(BackendState before, BackendState after) =>
        before.Agent.IsDown != after.Agent.IsDown || before.IsWanted != after.IsWanted
        || before.Agent.Percent != after.Agent.Percent || before.MaxConnections != after.MaxConnections;
}
