using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Suspicions: what makes a backend suspected, and what clears it. A suspected backend keeps its sessions and gets a
/// trickle of new ones, so a wrong suspicion costs little, and a right one is acted on at once.
/// </summary>
internal static class Standings
{
    /// <summary>Whether a pool of this config would have come to the standing.</summary>
    public static bool IsKept(BackendStanding standing, PoolConfig pool) => standing.Cause switch
    {
        StandingCause.None => true,
        StandingCause.Hung => pool.Hung.Detect,
        StandingCause.LateProbe => pool.Health is { Type: not ProbeKind.None, SuspectLate: true },
        StandingCause.ConnectFailures when pool.Health.Type == ProbeKind.None => true,
        _ => pool.Outliers.Detect,
    };

    public static void Apply(Transition transition, HangSeen seen)
    {
        if (transition.Find(seen.Pool, seen.Address) is not { } place) return;
        var patience = transition.Backend(place).Memory.PatienceAt(transition.Now);
        var pool = transition.ConfigOf(place.Pool);
        if (!HangRule.Suffices(pool.Hung, seen.Facts, patience)) return;
        if (!TrySuspect(transition, place, StandingCause.Hung, seen.Facts.ToString())) return;

        // A probe with an answer shows at once whether the suspicion is right.
        if (pool.Health.Type != ProbeKind.None)
            Outcomes.Hurry(transition, ProbeTarget.OfHealth(pool, seen.Address)!);
    }

    public static void Apply(Transition transition, SilenceEnded ended)
    {
        if (transition.Find(ended.Pool, ended.Address) is not { } place) return;
        if (transition.Backend(place).Standing is not { Cause: StandingCause.Hung } standing) return;
        var wasWrong = transition.Now - standing.Since < Limits.WrongSuspicionTime;
        Clear(transition, place, "it answers", wasWrong);
    }

    public static void Apply(Transition transition, ProbeLate late)
    {
        // An agent says how busy its server is; how long it takes to say so is nothing to go by.
        if (late.Target.Spec is AgentProbeSpec) return;
        if (!transition.Members.Targets.TryGetValue(late.Target, out var probed)) return;
        foreach (var place in probed.Places)
        {
            if (!transition.ConfigOf(place.Pool).Health.SuspectLate) continue;
            TrySuspect(
                transition, place, StandingCause.LateProbe,
                $"a probe has had no answer for {late.Took.TotalMilliseconds:0} ms; "
                + $"usual are {late.Usual.TotalMilliseconds:0.0} ms");
        }
    }

    /// <summary>
    /// A good probe clears a backend that was suspected for a late one; and one that was suspected for its silence, if
    /// the server has answered the probe, and was asked after the suspicion began.
    /// </summary>
    public static void OnGoodProbe(Transition transition, BackendPlace place, ProbeEnded ended)
    {
        var standing = transition.Backend(place).Standing;
        if (!standing.IsSuspected) return;
        if (standing.Cause == StandingCause.LateProbe)
        {
            Clear(transition, place, "a probe is good", wasWrong: false);
            return;
        }

        if (ended.Target.Spec.IsAnswered && transition.Now - ended.Outcome.Duration > standing.Since)
            Clear(transition, place, "it answers a probe", wasWrong: true);
    }

    /// <summary>
    /// Never more than half of the backends that serve: if nothing answers, the network or this machine is to blame.
    /// </summary>
    private static bool TrySuspect(Transition transition, BackendPlace place, StandingCause cause, string why)
    {
        var backend = transition.Backend(place);
        if (!backend.IsServing || !backend.IsEligible || backend.Standing.IsSuspected) return false;
        var (serving, suspected) = (0, 0);
        foreach (var other in transition.Pool(place.Pool).Backends)
        {
            if (!other.IsServing || !other.IsEligible) continue;
            serving++;
            if (other.Standing.IsSuspected) suspected++;
        }

        if ((suspected + 1) * 2 > serving) return false;
        transition.SetBackend(place, backend with
        {
            Standing = BackendStanding.Suspect(cause, why, transition.Now),
            Memory = backend.Memory.Counting(cause),
        });
        transition.Touch(place.Pool);
        transition.Tell(new BackendSuspected(transition.ConfigOf(place.Pool).Name, backend.Address, cause, why));
        return true;
    }

    private static void Clear(Transition transition, BackendPlace place, string why, bool wasWrong)
    {
        var backend = transition.Backend(place);
        transition.SetBackend(place, backend with
        {
            Standing = BackendStanding.Good,
            Memory = wasWrong ? backend.Memory.AfterWrong(transition.Now) : backend.Memory,
        });
        transition.Touch(place.Pool);
        var after = transition.Now - backend.Standing.Since;
        transition.Tell(
            new SuspicionEnded(transition.ConfigOf(place.Pool).Name, backend.Address, why, after));
    }
}
