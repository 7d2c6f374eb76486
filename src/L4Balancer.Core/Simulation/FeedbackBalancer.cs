using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <summary>One balancer of a <see cref="FeedbackSimulation"/>: the real reducer, table, policy and signals.</summary>
internal sealed class FeedbackBalancer
{
    private const string Name = "pool";

    private readonly CounterStore _counters = new();
    private BalancerState _state = BalancerState.Empty;
    private BackendTable _table = BackendTable.Empty;

    public FeedbackBalancer(Func<PoolConfig, PoolConfig> pool, int servers)
    {
        var backends = Enumerable.Range(0, servers).Select(i => new BackendConfig { Address = AddressOf(i) });
        var config = pool(new PoolConfig { Name = Name, Backends = [.. backends] });
        Apply(new ConfigAccepted(new BalancerConfig { Pools = [config] }), TimeSpan.Zero);
    }

    public PoolView Pool => _table.Pools[Name];

    /// <summary>The end of an interval of measuring, as the daemon posts it.</summary>
    public void Measure(TimeSpan now)
    {
        var responses = ImmutableDictionary.CreateBuilder<NetAddress, ResponseTotals>();
        foreach (var backend in Pool.Set.All)
        {
            responses[backend.Address] = ResponseTotals.Of(backend.Counters.Signals);
        }

        Apply(new SignalsRead(Name, responses.ToImmutable()), now);
    }

    public void Apply(ControlEvent @event, TimeSpan now)
    {
        var decision = BalancerReducer.Apply(_state, [@event], now);
        _state = decision.State;
        if (decision.Effects.Any(effect => effect is PublishTable))
            _table = TableBuilder.Build(_state, _counters, _table);
    }

    private static BackendAddress AddressOf(int server) =>
        BackendAddress.Of(new IPAddress([10, 0, (byte)(server >> 8), (byte)server]), 1);
}
