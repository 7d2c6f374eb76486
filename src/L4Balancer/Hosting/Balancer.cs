using System.Collections.Immutable;
using System.Net;
using L4Balancer.Background;
using L4Balancer.Control;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;

namespace L4Balancer.Hosting;

/// <summary>
/// The whole balancer inside a process, without files, signals or systemd: the composition root. The daemon, the demo
/// and the tests all run it.
/// </summary>
public sealed partial class Balancer : IAsyncDisposable
{
    /// <summary>The first client should find the backends; the daemon starts even without a resolver.</summary>
    private static readonly TimeSpan StartResolveTime = TimeSpan.FromSeconds(5);

    /// <summary>A healthy resolver answers within this time; later answers lead to another table.</summary>
    private static readonly TimeSpan ReloadResolveTime = TimeSpan.FromSeconds(1);

    public IForwardingEngine Engine { get; }

    /// <summary>Owns the work that no caller waits for.</summary>
    public BackgroundWork Background { get; }

    /// <summary>The current control state.</summary>
    public BalancerState State => _control.State;

    /// <summary>The time base of <see cref="State"/>.</summary>
    public ControlClock Clock => _control.Clock;

    /// <summary>Passive signals dropped because the control queue was full.</summary>
    public long DroppedSignals => _control.DroppedSignals;

    /// <summary>The counters of the control loop.</summary>
    internal ICounters ControlCounters => _control;

    /// <summary>Whether it no longer accepts clients and is stopping.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>The current table.</summary>
    public BackendTable Table => _table.Current;

    /// <summary>Binds the listeners and starts serving.</summary>
    /// <param name="onNotice">Called for every notice, on the control loop, with the operator whose action caused it;
    /// must not block.</param>
    /// <exception cref="ListenerBindException">One or more addresses cannot be bound.</exception>
    public static async Task<Balancer> StartAsync(
        BalancerConfig config, BalancerOptions options, Action<Notice, string?>? onNotice = null,
        CancellationToken cancellationToken = default)
    {
        var balancer = new Balancer(config, options, onNotice);
        try
        {
            await balancer.ReloadAsync(config, cancellationToken);
            return balancer;
        }
        catch
        {
            await balancer.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Applies a configuration, without affecting running sessions. All or nothing: the parts that can fail, reading
    /// the files of the probes and of access lists, and binding new addresses, come first.
    /// </summary>
    /// <exception cref="ListenerBindException">A file cannot be read, or a new address cannot be bound; the old
    /// configuration stays in force.</exception>
    public async Task ReloadAsync(BalancerConfig config, CancellationToken cancellationToken = default)
    {
        await _reloads.WaitAsync(cancellationToken);
        try
        {
            var files = ReadProbeFiles(config);
            var access = ReadAccessLists(config);
            using var listeners = Engine.PrepareListeners(config.Listeners);
            var names = await ResolveNewAsync(config, cancellationToken);
            var accepted = new ConfigAccepted(config)
            {
                Names = names,
                OwnAddresses = OwnAddresses.Read(),
                AccessLists = access.ByListener,
            };
            _secrets.Prepare(files);
            await _control.ApplyAsync(accepted, null, cancellationToken);
            _secrets.Use(files);
            _access = access;
            Engine.Arrivals.Places.Limit(config.MaxConnections ?? 0);
            listeners.Commit();
        }
        finally
        {
            _reloads.Release();
        }
    }

    /// <summary>
    /// Known names keep their state. It waits only for new ones, and during a reload not for long, because the rest of
    /// the configuration should not wait for a failing resolver.
    /// </summary>
    private Task<ImmutableDictionary<string, ImmutableArray<IPAddress>>> ResolveNewAsync(
        BalancerConfig config, CancellationToken cancellationToken)
    {
        var state = State;
        var isFirst = state.Generation == 0;
        var names = Names.Of(config).Except(Names.Of(state.Config), StringComparer.Ordinal);
        return _names.ResolveOnceAsync(names, isFirst ? StartResolveTime : ReloadResolveTime, cancellationToken);
    }

    /// <summary>Binds the new addresses of a configuration, and releases them again.</summary>
    /// <exception cref="ListenerBindException">One or more new addresses cannot be bound.</exception>
    public void CheckListeners(BalancerConfig config) => Engine.PrepareListeners(config.Listeners).Dispose();

    /// <summary>
    /// Handles an event in its turn; completes when its table is published. Used for operators' requests: a manual tier
    /// (<see cref="TierWanted"/>), a backend's intent (<see cref="IntentWanted"/>).
    /// </summary>
    public Task<RequestAnswer> ApplyAsync(ControlEvent @event, CancellationToken cancellationToken = default) =>
        _control.ApplyAsync(@event, null, cancellationToken);

    /// <summary>The same, as an operator's action.</summary>
    public async Task<RequestAnswer> ApplyAsync(
        ControlEvent @event, OperatorAct act, CancellationToken cancellationToken)
    {
        if (!await _hold.WaitAsync(cancellationToken)) return await _control.ApplyAsync(@event, act, cancellationToken);
        const string Why = "another process has just taken over: repeat the request";
        return new RequestAnswer(State.Generation, new Refusal(RefusalKind.Conflict, Why));
    }

    /// <summary>
    /// Returns true if the control loop, the event threads and the accept loops prove, before the token is cancelled,
    /// that they are running.
    /// </summary>
    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken) =>
        await _control.IsTurningAsync(cancellationToken)
        && await Engine.IsTurningAsync(cancellationToken);

    /// <summary>
    /// Stops accepting, lets sessions end by themselves for up to the grace period, then ends the rest.
    /// </summary>
    /// <param name="hasHandedOver">Another process accepts from the same sockets: they are left as they are.</param>
    /// <returns>The sessions that had to be ended.</returns>
    public async Task<int> DrainAsync(TimeSpan grace, CancellationToken atOnce, bool hasHandedOver = false)
    {
        IsDraining = true;
        if (!hasHandedOver) await Engine.StopAcceptingAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(atOnce);
        deadline.CancelAfter(grace);
        try
        {
            await Engine.WaitForSessionsAsync(deadline.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            var left = Engine.ActiveSessions;
            Engine.EndAllSessions(CloseReason.Shutdown);
            await Engine.WaitForSessionsAsync(CancellationToken.None);
            return left;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Resets.Dispose();
        await Engine.DisposeAsync();
        _names.Dispose();
        await _stop.CancelAsync();
        await _deciding;
        // Only the control loop called it.
        _probes.Dispose();
        _descriptors.Dispose();
        _control.Dispose();
        _stop.Dispose();
        _reloads.Dispose();
    }

    private ValueTask Post(ControlEvent @event) => _control.PostAsync(@event);
}
