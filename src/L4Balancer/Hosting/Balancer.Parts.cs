using L4Balancer.Background;
using L4Balancer.Control;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Discovery;
using L4Balancer.Probes;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Its components.</summary>
public sealed partial class Balancer
{
    private readonly TableHolder _table = new();
    private readonly SpareDescriptors _descriptors;
    private readonly CancellationTokenSource _stop = new();
    private readonly ControlLoop _control;
    private readonly ProbeScheduler _probes;
    private readonly ProbeSecrets _secrets = new();
    private readonly ILogger _probesLog;
    private ReadAccessLists? _access; // Of the configuration in force; written by reloads only.
    private readonly NameResolver _names;
    private readonly SemaphoreSlim _reloads = new(1);
    private readonly Task _deciding;

    private Balancer(BalancerConfig config, BalancerOptions options, Action<Notice, string?>? onNotice)
    {
        var logs = options.Logs;
        Background = options.Background ?? new BackgroundWork(logs.CreateLogger("l4balancer"), options.Time);
        _descriptors = new SpareDescriptors(options.Descriptors);
        var effects = new EffectDispatcher(logs.CreateLogger("l4balancer.control"), onNotice);
        _control = new ControlLoop(
            _table, effects, options.Time, logs.CreateLogger("l4balancer.control"), options.Memory?.ToState(config));
        _names = effects.Names = new NameResolver(Post, Background, options.Time, options.Lookup);
        Engine = effects.Engine = EngineSelector.Create(
            config,
            new EngineParts
            {
                Table = _table,
                Signals = _control,
                Observer = options.Observer,
                Spares = _descriptors,
                Time = options.Time,
                Seed = (ulong)options.Seed,
                Log = logs.CreateLogger("l4balancer.sessions"),
                Admission = options.Admission,
                Checkpoint = options.Checkpoint,
            });
        if (options.Inherited.Count > 0) ((IEngineHandover)Engine).Inherit(options.Inherited);
        _probesLog = logs.CreateLogger("l4balancer.probes");
        var probes = options.Probes ?? ProbeRunners.Create(Engine.IsNative, new ProbeServices
        {
            Post = Post,
            Late = _control.Signal,
            Spares = _descriptors,
            Secrets = _secrets,
            Background = Background,
            Time = options.Time,
            Log = _probesLog,
        });
        _probes = effects.Probes = new ProbeScheduler(probes, new Random(options.Seed));
        Resets = effects.Resets = new PacedReset(Engine, Background, options.Time);

        effects.Moves = new SessionMoves(Engine, Background, _stop.Token);
        var balance = new BalanceSampler(_table, Post, options.Time);
        Background.Start("balance", OnFault.Restart, () => balance.RunAsync(_stop.Token), stop: _stop.Token);
        var signals = new SignalSampler(_table, Post, options.Time);
        Background.Start("signals", OnFault.Restart, () => signals.RunAsync(_stop.Token), stop: _stop.Token);
        new TrafficWatch(_table, _control, options.Time).Start(Background, _stop.Token);

        var refusals = new RefusalReports(Engine, options.Time, logs.CreateLogger("l4balancer.sessions"));
        Background.Start("refusals", OnFault.Restart, () => refusals.RunAsync(_stop.Token), stop: _stop.Token);

        // A failure there is a bug in a decision, and nothing else may write the table.
        _deciding = Background.RunAsync("control", OnFault.EndProcess, () => _control.RunAsync(_stop.Token));
    }
}
