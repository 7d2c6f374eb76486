using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// The servers of the simulated pool, in the order of the configuration. A host name stands for one server here, with
/// an address from the range for benchmarks (RFC 2544).
/// </summary>
internal sealed class ServerSet
{
    private readonly FrozenDictionary<NetAddress, int> _byAddress;
    private readonly FrozenDictionary<string, int> _byName;
    private readonly HealthConfig _health;
    private readonly PoolRole _role;

    public ServerSet(PoolConfig pool, Scenario scenario, Agenda agenda, SessionTable sessions)
    {
        (_health, _role) = (pool.Health, pool.Role);
        var names = pool.Backends.Select(backend => backend.Address.ToString()).ToArray();
        Addresses = [.. pool.Backends.Select((backend, i) => backend.Address.Fixed ?? MadeUp(backend.Address, i))];
        All = [.. names.Select((name, i) => new Server(i, name, scenario.ServiceOf(name), agenda, sessions))];
        _byAddress = Addresses.Index().ToFrozenDictionary(pair => pair.Item, pair => pair.Index);
        _byName = names.Index().ToFrozenDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        HostNames = pool.Backends.Index().Where(pair => pair.Item.Address.HostName is not null).ToImmutableDictionary(
            pair => pair.Item.Address.HostName!, pair => ImmutableArray.Create(Addresses[pair.Index].Ip!));
    }

    public Server[] All { get; }

    public NetAddress[] Addresses { get; }

    /// <summary>What the host names of the pool resolve to.</summary>
    public ImmutableDictionary<string, ImmutableArray<IPAddress>> HostNames { get; }

    public int IndexOf(NetAddress address) => _byAddress[address];

    /// <param name="name">The backend as the configuration has it.</param>
    public int IndexOf(string name) => _byName[name];

    /// <summary>The servers of which a probe finds something: one, except for an agent that answers for many.</summary>
    public Server[] ProbedBy(ProbeTarget target) => target.Spec is AgentProbeSpec
        ? [.. All.Where((_, i) => target.Equals(ProbeTarget.OfAgent(_health, Addresses[i])))]
        : [All[IndexOf(target.Address)]];

    /// <summary>
    /// What a good probe tells besides: where writers go the first server is the primary, and none is promoted; where
    /// readers go all are replicas that are not behind.
    /// </summary>
    public ProbeFindings? FindingsOf(Server server) => _role switch
    {
        PoolRole.Any => null,
        PoolRole.Primary when server == All[0] => new ProbeFindings { Role = ServerRole.Primary },
        _ => new ProbeFindings { Role = ServerRole.Replica, Lag = TimeSpan.Zero },
    };

    private static NetAddress MadeUp(BackendAddress address, int index) =>
        NetAddress.FromIp(new IPAddress([198, 18, (byte)(index >> 8), (byte)index]), address.Port);
}
