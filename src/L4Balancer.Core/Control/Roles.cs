using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// What probes tell of the roles of backends. A role is a field beside health, standing, intent and the agent's report,
/// and changes none of them; <see cref="RoleSettling"/> decides what it means for the pool.
/// </summary>
internal static class Roles
{
    /// <param name="wasUp">Its health before the outcome.</param>
    public static void Hear(Transition transition, BackendPlace place, ProbeOutcome outcome, bool wasUp)
    {
        var before = transition.Backend(place);
        var role = before.Role.After(outcome, wasUp, transition.Now);
        var pool = transition.ConfigOf(place.Pool);

        // While a primary is sought, each answer may settle it, also one like the answer before.
        if (transition.IsSeekingPrimary(place.Pool)) transition.Touch(place.Pool);
        if (role == before.Role) return;
        transition.SetBackend(place, before with { Role = role });
        if (before.Role.Last is { } last && role.Last is { } next && next != last)
            transition.Tell(new RoleChanged(pool.Name, before.Address, next));
        var isSame = (role.Last, role.IsConfirmed) == (before.Role.Last, before.Role.IsConfirmed)
            && role.IsBehind(pool.MaxLag) == before.Role.IsBehind(pool.MaxLag);
        if (pool.Role != PoolRole.Any && !isSame) transition.Touch(place.Pool);
    }

    /// <summary>
    /// Nobody is known to be the primary, or several say so: all are asked at once, and then at the fast interval.
    /// </summary>
    public static void AskAll(Transition transition, PoolState pool)
    {
        var targets = pool.Backends.Select(backend => ProbeTarget.OfHealth(pool.Config, backend.Address));
        foreach (var target in targets.OfType<ProbeTarget>().Distinct())
        {
            if (!transition.Members.Targets.TryGetValue(target, out var probed)) continue;
            if (!Outcomes.Hurry(transition, target)) transition.Add(new ProbeAfter(target, probed.FastInterval));
        }
    }
}
