using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Probe outcomes and connect failures of an address count in every pool that has it: they concern the address.
/// </summary>
internal static class Outcomes
{
    /// <summary>
    /// The outcome of a probe. A target that was removed while its probe ran is no longer known, and its outcome is
    /// ignored.
    /// </summary>
    public static void Apply(Transition transition, ProbeEnded ended)
    {
        if (!transition.Members.Targets.TryGetValue(ended.Target, out var probed)) return;
        Count(transition, ended);
        if (ended.Target.Spec is AgentProbeSpec)
        {
            AgentReports.Apply(transition, ended, probed);
            return;
        }

        var next = TimeSpan.MaxValue;
        foreach (var place in probed.Places)
        {
            var wasUp = transition.Backend(place).Health.IsUp;
            var backend = Judge(transition, place, ended.Outcome, $"probe: {ended.Outcome.Cause}");
            Roles.Hear(transition, place, ended.Outcome, wasUp);
            if (ended.Outcome.IsGood) Standings.OnGoodProbe(transition, place, ended);
            var health = transition.ConfigOf(place.Pool).Health;
            var isFast = backend.Health.IsChanging || transition.IsSeekingPrimary(place.Pool);
            var wish = isFast ? health.EffectiveFastInterval : health.Interval;
            if (wish < next) next = wish;
        }

        transition.Add(new ProbeAfter(ended.Target, next));
    }

    /// <summary>
    /// A failed connect of real traffic. With probes it is a bad outcome and a reason to probe at once; if the backend
    /// stays up nevertheless, many in a row eject it. Without them, <c>fall</c> consecutive failures do.
    /// </summary>
    public static void Apply(Transition transition, ConnectFailed failed)
    {
        if (!transition.Members.Addresses.TryGetValue(failed.Address, out var places)) return;
        foreach (var place in places)
        {
            var pool = transition.ConfigOf(place.Pool);
            if (pool.Health.Type == ProbeKind.None)
            {
                if (Ejections.WithoutProbes(transition, place, failed) is { } ejected) Turn(transition, place, ejected);
                continue;
            }

            Judge(transition, place, ProbeOutcome.Bad(failed.Cause), $"connect: {failed.Cause}");
            Ejections.OnConnectFailed(transition, place, failed);
            Hurry(transition, ProbeTarget.OfHealth(pool, failed.Address)!);
        }
    }

    private static BackendState Judge(Transition transition, BackendPlace place, ProbeOutcome outcome, string cause)
    {
        var before = transition.Backend(place);
        var config = transition.ConfigOf(place.Pool).Health;
        var health = before.Health.Apply(outcome, config.Rise, config.Fall);
        if (health == before.Health) return before;
        if (health.IsUp == before.Health.IsUp)
        {
            var isFirst = health.IsConfirmed != before.Health.IsConfirmed;
            var same = before with
            {
                Health = health,
                TurnedAt = isFirst ? transition.Now : before.TurnedAt,
                IsOnTrial = false,
            };
            transition.SetBackend(place, same);
            if (before.IsOnTrial || isFirst) transition.Touch(place.Pool);
            return same;
        }

        var inRow = before.Health.Streak + 1;
        var why = inRow > 1 ? $"{inRow} failures in a row, the last: {cause}" : cause;
        return Turn(transition, place, before with
        {
            Health = health,
            Cause = health.IsUp ? null : why,
            Role = health.IsUp ? before.Role : before.Role.Doubted(),

            // From here on it is up to the probes, whose good outcomes bring it back sooner.
            Standing = health.IsUp ? before.Standing : BackendStanding.Good,
        });
    }

    private static BackendState Turn(Transition transition, BackendPlace place, BackendState turned)
    {
        var backend = turned with { TurnedAt = transition.Now, IsOnTrial = false };
        transition.SetBackend(place, backend);
        var pool = transition.ConfigOf(place.Pool);
        transition.Tell(backend.IsUp
            ? new BackendUp(pool.Name, backend.Address)
            : new BackendDown(pool.Name, backend.Address, backend.Cause!));
        var isReset = !backend.IsUp && pool.OnDown == OnDownAction.Reset;
        if (isReset) transition.Add(new ResetSessions(pool.Name, backend.Address));
        transition.Touch(place.Pool);
        return backend;
    }

    private static void Count(Transition transition, ProbeEnded ended)
    {
        var state = transition.State;
        var tally = state.Probes.GetValueOrDefault(ended.Target).With(ended.Outcome, transition.Now);
        transition.State = state with { Probes = state.Probes.SetItem(ended.Target, tally) };
    }

    /// <summary>
    /// An immediate probe shows whether the failure was one connect or the backend. A dying backend fails thousands of
    /// connects at once, so the request is repeated only after the fast interval, whether or not the probe has ended by
    /// then.
    /// </summary>
    /// <returns>Whether it was requested.</returns>
    public static bool Hurry(Transition transition, ProbeTarget target)
    {
        var state = transition.State;
        var pause = transition.Members.Targets[target].FastInterval;
        if (state.HurriedAt.TryGetValue(target, out var last) && transition.Now - last < pause) return false;
        transition.State = state with { HurriedAt = state.HurriedAt.SetItem(target, transition.Now) };
        transition.Add(new ProbeAfter(target, TimeSpan.Zero));
        return true;
    }
}
