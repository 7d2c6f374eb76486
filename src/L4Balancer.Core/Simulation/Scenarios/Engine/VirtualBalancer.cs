using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// The control side of a simulation: the real reducer, tables and counters, in virtual time. Events are handled when
/// the step that posted them is over, as they are in the daemon: on another thread, and a moment later.
/// </summary>
internal sealed class VirtualBalancer
{
    private readonly Agenda _agenda;
    private readonly string _pool;
    private readonly TableHolder _holder = new();
    private readonly CounterStore _counters = new();
    private readonly List<ControlEvent> _waiting = [];
    private readonly VirtualProbes _probes;
    private readonly IBalancerWatcher _watcher;
    private BalancerState _state = BalancerState.Empty;
    private int _wake; // The stamp of the tick that holds.

    public VirtualBalancer(Agenda agenda, VirtualProbes probes, string pool, IBalancerWatcher watcher)
    {
        (_agenda, _probes, _pool, _watcher) = (agenda, probes, pool, watcher);
        Pool = null!; // Set with the first table, before anybody arrives.
    }

    public BackendTable Table => _holder.Current;

    /// <summary>The simulated pool in the table in force.</summary>
    public PoolView Pool { get; private set; }

    /// <summary>Puts a configuration in force.</summary>
    public void Start(BalancerConfig config, ImmutableDictionary<string, ImmutableArray<IPAddress>> names)
    {
        Post(new ConfigAccepted(config) { Names = names });
        HandlePosted();
    }

    public void Post(ControlEvent @event) => _waiting.Add(@event);

    public void Tick(int stamp)
    {
        if (stamp == _wake) Post(new Tick());
    }

    /// <summary>Handles what was posted, and what that led to.</summary>
    public void HandlePosted()
    {
        while (_waiting.Count > 0)
        {
            var decision = BalancerReducer.Apply(_state, CollectionsMarshal.AsSpan(_waiting), _agenda.Clock);
            _waiting.Clear();
            _state = decision.State;
            foreach (var effect in decision.Effects) Carry(effect);
        }
    }

    private void Carry(ControlEffect effect)
    {
        switch (effect)
        {
            case PublishTable: Publish(); break;
            case ProbesWanted wanted: _probes.Carry(wanted); break;
            case ProbeAfter after: _probes.Carry(after); break;
            case ResetSessions reset: _watcher.Reset(reset); break;
            case WakeAt wake: PlanTick(wake.At); break;
            case Notify notify: _watcher.Noticed(notify.Notice); break;
            default: break; // Names and operators are no part of a scenario.
        }
    }

    private void Publish()
    {
        _holder.Publish(TableBuilder.Build(_state, _counters, Table));
        Pool = Table.Pools[_pool];
        _watcher.Published();
    }

    private void PlanTick(TimeSpan? at)
    {
        _wake++;
        if (at is null) return;
        _agenda.At(Math.Max(_agenda.Now, Agenda.Microseconds(at.Value) + 1), EventKind.Tick, stamp: _wake);
    }
}
