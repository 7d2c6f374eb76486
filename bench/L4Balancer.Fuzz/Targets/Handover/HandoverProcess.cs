using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Admin;
using L4Balancer.Admin.History;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>What a process goes on with that takes over, without threads and sockets.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HandoverProcess : IDisposable
{
    public static readonly TimeSpan Now = TimeSpan.FromHours(5);

    private const int Places = 64;

    private const string Text = """
        listeners:
          web: { bind: "127.0.0.1:80", pool: p, per-source: { max-connections: 10 } }
          redis: { bind: "127.0.0.1:6379", pool: q }
        pools:
          p:
            health: { type: tcp, agent: { port: 9 } }
            slow-start: 30s
            weigh-by: agent
            backends: ["10.0.0.1:1", { address: "10.0.0.2:1", tier: 1 }, "db.example:1"]
          q:
            role: primary
            health: { type: redis }
            backends: ["10.0.0.1:6379", "10.0.0.2:6379"]
        """;

    private static readonly BalancerConfig Config = Read();

    private static readonly BalancerState Begun =
        BalancerReducer.Apply(BalancerState.Empty, [new ConfigAccepted(Config)], Now).State;

    private readonly AdmissionState _admission = new(Places, 1, TimeProvider.System);
    private readonly ListenerSlot _slot;
    private readonly SessionCounters _sessions = new();
    private readonly MemoryParts _parts;
    private BalancerState _state = Begun;

    public HandoverProcess()
    {
        _slot = new ListenerSlot("web", _admission);
        Rates = new RateMemory(_admission, new ByteRates(), () => [_slot]);
        _parts = new MemoryParts(Journal, History, Rates);
        Table = TableBuilder.Build(_state, new CounterStore(), BackendTable.Empty);
    }

    public EventJournal Journal { get; } = new(TimeProvider.System);

    public SnapshotHistory History { get; } = new(SnapshotHistory.Step);

    public RateMemory Rates { get; }

    public BalancerState State => _state;

    public BackendTable Table { get; private set; }

    public ListenerCounters Listener => _slot.Counters;

    public AdmissionState Admission => _admission;

    public SessionReader NewReader() => new(new ArrivingTerms(Table, _ => Listener));

    /// <summary>Everything that is counted.</summary>
    public IEnumerable<KeyValuePair<string, ICounters>> Owners =>
    [
        new("sessions", _sessions), new("listener/web", Listener),
        .. Table.Pools.Values.SelectMany(OwnersOf),
    ];

    public void Restore(MemoryPart part) => _parts.Restore(part, Now);

    /// <summary>As <see cref="ProcessMemory"/> does, and what the control side decides afterwards.</summary>
    public void Restore(StateMessage state)
    {
        if (state.Counters is { } counters) Add(counters);
        state.Values?.SetTo(Owners);
        foreach (var pool in Table.Pools.Values) pool.Counters.NextTurn();
        if (state.Memory is not { } memory) return;
        _state = memory.ToState(Config);
        var effects = Decide(Now, new ConfigAccepted(Config));
        Core.Health.ProbeTarget[] probed =
            [.. effects.OfType<ProbesWanted>().SelectMany(wanted => wanted.Schedules).Select(one => one.Target)];
        Decide(Now + TimeSpan.FromSeconds(1), [.. probed.Select(Good)]);
        Decide(Now + TimeSpan.FromSeconds(2), [.. probed.Select(Bad)]);
        Decide(Now + TimeSpan.FromHours(2), new Tick());
        Decide(Now + TimeSpan.FromHours(2), new FailbackWanted("p"));
        _ = TableBuilder.Build(_state, new CounterStore(), BackendTable.Empty);
        _ = BalancerMemory.Of(_state);
    }

    public void Add(TotalsMessage last)
    {
        Add(last.Counters);
        var tallies = (from pool in _state.Pools
                       from backend in pool.Backends
                       select new BackendTallies(pool.Config.Name, backend.Address)).ToImmutableArray();
        last.Counters.AddTo(tallies.Select(
            each => new KeyValuePair<string, ICounters>($"tallies/{each.Pool}/{each.Address}", each)));
        Decide(Now + TimeSpan.FromHours(3), new TalliesGrown(tallies));
    }

    /// <summary>What operators see afterwards.</summary>
    public void Look()
    {
        Rates.Settle();
        Journal.Release(0);
        _ = History.Report(null);
        _ = History.Responses(null, 10);
        _ = History.Save();
        _ = Journal.Save(0, out _);
        foreach (var _ in Rates.Save(Now)) continue;
    }

    public void Dispose() => _admission.Dispose();

    private static BalancerConfig Read()
    {
        var read = ConfigReader.Read("lb.yaml", Encoding.UTF8.GetBytes(Text));
        return read.Config ?? throw new InvalidOperationException(read.Errors[0].ToString());
    }

    private void Add(Totals counters)
    {
        counters.AddTo(Owners);
        if (counters.Owners.ContainsKey("sources")) counters.AddTo([new("sources", _admission.Sources)]);
    }

    private ImmutableArray<ControlEffect> Decide(TimeSpan now, params ReadOnlySpan<ControlEvent> events)
    {
        var decision = BalancerReducer.Apply(_state, events, now);
        _state = decision.State;
        return decision.Effects;
    }

    private static IEnumerable<KeyValuePair<string, ICounters>> OwnersOf(PoolView pool)
    {
        yield return new($"pool/{pool.Terms.Name}", pool.Counters);
        foreach (var (address, counters) in pool.AllCounters)
            yield return new($"backend/{pool.Terms.Name}/{address}", counters);
    }

    private static ControlEvent Good(Core.Health.ProbeTarget target) => new ProbeEnded(target, ProbeOutcome.Good);

    private static ControlEvent Bad(Core.Health.ProbeTarget target) =>
        new ProbeEnded(target, ProbeOutcome.Bad("refused"));
}
