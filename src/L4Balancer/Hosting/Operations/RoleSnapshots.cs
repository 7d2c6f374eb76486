using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>The roles of one snapshot.</summary>
internal static class RoleSnapshots
{
    /// <summary>Null where no role is known and none is asked for.</summary>
    public static RoleSnapshot? Of(PoolState pool, BackendState backend, WallClock clock)
    {
        var role = backend.Role;
        if (role.Last is not { } last)
        {
            return pool.Config.Role == PoolRole.Any
                ? null
                : new RoleSnapshot { Name = "unknown", IsConfirmed = false, Fit = PoolSnapshots.Word(role.Fit) };
        }

        return new RoleSnapshot
        {
            Name = PoolSnapshots.Word(last),
            IsConfirmed = role.IsConfirmed,
            Fit = PoolSnapshots.Word(role.Fit),
            Lag = role.Lag?.TotalSeconds,
            Since = clock.Of((TimeSpan?)role.Since),
        };
    }
}
