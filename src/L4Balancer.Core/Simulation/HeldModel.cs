using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>The backends of a pool that left the answers for their names, in their state at that time.</summary>
internal sealed class HeldModel
{
    private readonly List<(BackendModel Backend, TimeSpan At)> _held = [];

    /// <summary>Null once its hold time has passed.</summary>
    public BackendModel? Find(NetAddress address, TimeSpan now) => _held
        .Find(held => held.Backend.Address.Equals(address) && now - held.At < RandomConfigs.ResolveHold).Backend;

    /// <summary>Drops those whose entry is gone.</summary>
    public void Keep(PoolConfig config) => _held.RemoveAll(held => !HasEntry(config, held.Backend));

    public void Remove(BackendModel backend) => _held.RemoveAll(held => held.Backend == backend);

    /// <summary>Only if it left because of the answer for its name.</summary>
    public void Add(BackendModel gone, PoolConfig config, TimeSpan now)
    {
        _held.RemoveAll(held => held.Backend.Address.Equals(gone.Address));
        if (gone.Entry.Address.HostName is not null && HasEntry(config, gone)) _held.Add((gone, now));
    }

    private static bool HasEntry(PoolConfig config, BackendModel backend) =>
        config.Backends.Any(entry => entry.Address == backend.Entry.Address);
}
