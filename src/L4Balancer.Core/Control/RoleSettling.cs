using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// Decides which backends of a pool have the role that it asks for, and ends the sessions of those that lost it.
/// Settling twice at the same time changes nothing more.
/// </summary>
internal static class RoleSettling
{
    public static PoolState Settle(PoolState pool, TimeSpan now, Transition transition)
    {
        var isPrimary = pool.Config.Role == PoolRole.Primary;
        var choice = isPrimary ? PrimaryChoice.Of(pool) : null;
        var settled = pool with
        {
            IsSeekingPrimary = choice is { IsClear: false },
            SplitSince = choice is { IsSplit: true } ? pool.SplitSince ?? now : null,
            Backends = Fit(pool, choice, transition),
        };
        TellSplit(pool, settled, choice, now, transition);

        // A new pool is being probed for the first time anyway.
        var isNew = pool.ChangedIn == 0 && pool.Tiers.IsEmpty;
        if (settled.IsSeekingPrimary && !pool.IsSeekingPrimary && !isNew) Roles.AskAll(transition, settled);
        return settled;
    }

    private static ImmutableArray<BackendState> Fit(PoolState pool, PrimaryChoice? choice, Transition transition)
    {
        ImmutableArray<BackendState>.Builder? changed = null;
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            var backend = pool.Backends[i];
            var fit = choice?.FitOf(i) ?? FitOf(pool.Config, backend.Role);
            if (fit == backend.Role.Fit) continue;
            changed ??= pool.Backends.ToBuilder();
            changed[i] = backend with { Role = backend.Role with { Fit = fit } };
            Tell(pool.Config, backend, fit, transition);
            if (pool.Config.OnRoleChange == OnRoleChangeAction.Reset && LosesRole(backend.Role.Fit, fit))
            {
                var reset = new ResetSessions(pool.Config.Name, backend.Address) { Reason = CloseReason.RoleChanged };
                transition.Add(reset);
            }
        }

        return changed?.DrainToImmutable() ?? pool.Backends;
    }

    /// <summary>In a pool that asks for replicas, or for no role.</summary>
    private static RoleFit FitOf(PoolConfig pool, BackendRole role) => (pool.Role, role.Last) switch
    {
        (PoolRole.Any, _) => RoleFit.Fits,
        (_, null) => RoleFit.Unknown,
        (_, ServerRole.Primary) => RoleFit.Other,
        _ => role.IsBehind(pool.MaxLag) ? RoleFit.Lagging : RoleFit.Fits,
    };

    /// <summary>
    /// Whether its sessions must not go on. Those of a replica that is behind may: they have read what they have read.
    /// </summary>
    private static bool LosesRole(RoleFit before, RoleFit after) =>
        before is RoleFit.Fits or RoleFit.Unknown or RoleFit.Lagging
        && after is RoleFit.Other or RoleFit.Contested or RoleFit.Replaced;

    private static void Tell(PoolConfig pool, BackendState backend, RoleFit fit, Transition transition)
    {
        var (name, address, role) = (pool.Name, backend.Address, backend.Role);
        if (fit == RoleFit.Lagging) transition.Tell(new ReplicaBehind(name, address, role.Lag, pool.MaxLag!.Value));
        if (role.Fit == RoleFit.Lagging && fit == RoleFit.Fits) transition.Tell(new ReplicaCaughtUp(name, address));
    }

    private static void TellSplit(
        PoolState before, PoolState after, PrimaryChoice? choice, TimeSpan now, Transition transition)
    {
        var name = after.Config.Name;
        if (after.SplitSince is not null && before.SplitSince is null)
            transition.Tell(new SplitBrain(name, choice!.Claimants, choice.Chosen));
        if (after.SplitSince is null && before.SplitSince is { } since)
            transition.Tell(new SplitBrainOver(name, now - since));
    }
}
