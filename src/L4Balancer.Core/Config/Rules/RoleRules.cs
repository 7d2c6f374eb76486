using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules between the keys of a pool that are about roles.</summary>
internal static class RoleRules
{
    private const string Role = "role";

    public static void Check(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (reading.IsWrong(place.Of(Role))) return;
        if (pool.Role != PoolRole.Replica && pool.MaxLag is not null)
            reading.KeyError(place.Of(PoolKeys.MaxLag), "applies to replicas only", "role: replica");
        if (pool.Role != PoolRole.Primary && pool.SplitBrain != SplitBrainChoice.None)
            reading.KeyError(place.Of(PoolKeys.SplitBrain), "applies to primaries only", "role: primary");
        if (pool.Role == PoolRole.Any && pool.OnRoleChange != OnRoleChangeAction.Reset)
        {
            reading.KeyError(
                place.Of(PoolKeys.OnRoleChange), "has no effect without a role", "role: primary or replica");
        }

        if (pool.Role == PoolRole.Any) return;
        if (pool.Health.TellsRole || reading.IsDamaged(place.Of("health"))) return;
        reading.Error(
            place.Of(Role), "no probe of this pool tells the role of a server, so none would ever be used",
            "health: { type: mysql, postgresql or redis } with a user that may ask for it");
    }
}
