using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Control;

/// <summary>
/// The reducer and the table builder with a clock set by the test. Like the control loop it publishes and ticks when
/// the effects request it, so a test only states what happens and when.
/// </summary>
public sealed class Controlled
{
    private readonly CounterStore _counters = new();
    private TimeSpan? _tickAt;

    public BalancerState State { get; private set; } = BalancerState.Empty;

    public BackendTable Table { get; private set; } = BackendTable.Empty;

    public CounterStore Counters => _counters;

    public double Now { get; private set; }

    /// <summary>The effects of all events since the last <see cref="Forget"/>.</summary>
    public List<ControlEffect> Effects { get; } = [];

    public IEnumerable<Notice> Notices => Effects.OfType<Notify>().Select(effect => effect.Notice);

    /// <summary>The reasons of requests refused since the last <see cref="Forget"/>.</summary>
    public List<Refusal> Refusals { get; } = [];

    /// <summary>The text of the latest refusal; null if there is none.</summary>
    public string? Refused => Refusals.LastOrDefault()?.Text;

    public int Published => Effects.Count(effect => effect is PublishTable);

    public static NetAddress Address(int number) => NetAddress.FromIp(new IPAddress([10, 0, 0, (byte)number]), 1);

    public static BackendConfig Entry(int number, int tier = 0, int weight = 1) =>
        new() { Address = BackendAddress.Of(Address(number)), Tier = tier, Weight = weight };

    public static BackendConfig HostEntry(string name, int tier = 0) =>
        new() { Address = BackendAddress.OfHost(name, 1), Tier = tier };

    public static PoolConfig Pool(string name, params BackendConfig[] backends) =>
        new() { Name = name, Backends = backends };

    public static BalancerConfig ConfigOf(params PoolConfig[] pools) => new() { Pools = pools };

    public static ProbeTarget Target(int number, HealthConfig? health = null) =>
        new(Address(number), ProbeSpec.Of(health ?? new HealthConfig()));

    /// <summary>Configures these pools, and clears <see cref="Effects"/>.</summary>
    public static Controlled With(params PoolConfig[] pools)
    {
        var controlled = new Controlled();
        controlled.Do(new ConfigAccepted(ConfigOf(pools)));
        controlled.Forget();
        return controlled;
    }

    /// <summary>The same balancer in another process: it knows the config and what the other one remembers.</summary>
    public Controlled Restored(params PoolConfig[] pools)
    {
        var config = ConfigOf(pools);
        var restored = new Controlled { State = BalancerMemory.Of(State).ToState(config), Now = Now };
        restored.Do(new ConfigAccepted(config));
        return restored;
    }

    /// <summary>Advances to this second; every tick requested on the way happens.</summary>
    public Controlled At(double second)
    {
        while (_tickAt is { } tick && tick.TotalSeconds <= second)
        {
            Now = tick.TotalSeconds;
            _tickAt = null;
            Do(new Tick());
        }

        Now = second;
        return this;
    }

    /// <summary>Applies these events as one batch.</summary>
    public ImmutableArray<ControlEffect> Do(params ReadOnlySpan<ControlEvent> events)
    {
        // Rounded: FromSeconds truncates, and a tick that comes too early is requested again, endlessly.
        var now = TimeSpan.FromTicks((long)Math.Round(Now * TimeSpan.TicksPerSecond));
        var decision = BalancerReducer.Apply(State, events, now);
        (State, var effects) = (decision.State, decision.Effects);
        Refusals.AddRange(decision.Answers.Select(answer => answer.Refusal).OfType<Refusal>());
        foreach (var effect in effects)
        {
            if (effect is PublishTable) Table = TableBuilder.Build(State, _counters, Table);
            if (effect is WakeAt wake) _tickAt = wake.At;
        }

        Effects.AddRange(effects);
        return effects;
    }

    public ImmutableArray<ControlEffect> Reload(params PoolConfig[] pools) => Do(new ConfigAccepted(ConfigOf(pools)));

    /// <summary>Outcomes of the default probe: + is good, - is bad.</summary>
    public Controlled Probe(int number, string outcomes, HealthConfig? health = null)
    {
        foreach (var sign in outcomes)
        {
            var outcome = sign == '+' ? ProbeOutcome.Good : ProbeOutcome.Bad("refused");
            Do(new ProbeEnded(Target(number, health), outcome));
        }

        return this;
    }

    public ImmutableArray<ControlEffect> FailConnect(int number, int inRow = 1, string pool = "p") =>
        Do(new ConnectFailed(pool, Address(number), inRow, "refused"));

    public ImmutableArray<ControlEffect> Intend(int number, BackendIntent intent, string pool = "p") =>
        Do(new IntentWanted(pool, Address(number), intent));

    public ImmutableArray<ControlEffect> WantTier(int tier, string pool = "p") => Do(new TierWanted(pool, tier));

    public void Resolve(string name, params int[] numbers) =>
        Do(new NameResolved(name, [.. numbers.Select(number => Address(number).Ip!)]));

    public void Forget()
    {
        Effects.Clear();
        Refusals.Clear();
    }

    /// <summary>The last numbers of the addresses that may be picked, in order: "1 3".</summary>
    public string Used(string pool = "p")
    {
        var set = Table.Pools[pool].Set;
        return string.Join(' ', set.Eligible.Select(index => set.All[index].Address.Ip!.GetAddressBytes()[3]));
    }

    /// <summary>The weight in force of a backend, in hundredths.</summary>
    public int Weight(int number, string pool = "p") => View(number, pool).Weight;

    /// <summary>The weight of a backend after its trial and its ramp, in hundredths.</summary>
    public int FullWeight(int number, string pool = "p") => View(number, pool).FullWeight;

    public int Tier(string pool = "p") => Table.Pools[pool].ActiveTier;

    public BackendState Backend(int number, string pool = "p")
    {
        var state = State.FindPool(pool)!;
        return state.Backends[state.IndexOf(Address(number))];
    }

    private BackendView View(int number, string pool) =>
        Array.Find(Table.Pools[pool].Set.All, backend => backend.Address.Equals(Address(number)))!;
}
