using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.Hosting;

/// <summary>
/// The start of a process that takes over from another one. It begins with what the predecessor has in force, so that
/// every session finds its pool, and reloads the file once it serves.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Takeover : IDisposable
{
    private readonly Successor _successor;
    private readonly List<InheritedListener> _admin; // Those that nobody has taken.

    private Takeover(
        Successor successor, LoadedConfig inForce, LoadedConfig next, StateMessage state,
        IReadOnlyList<InheritedListener> listeners)
    {
        (_successor, InForce, State) = (successor, inForce, state);
        Listeners = [.. listeners.Where(inherited => inherited.Listener != ListenerMessage.Admin)];
        _admin = [.. listeners.Except(Listeners)];
        HasNewConfig = !next.Digest.AsSpan().SequenceEqual(inForce.Digest);
    }

    /// <summary>Why it takes the listening sockets only; null if it can take the sessions, too.</summary>
    private string? Declined { get; init; }

    /// <summary>What the predecessor has learned; null if its configuration is not the one that is in force here.
    /// </summary>
    public BalancerMemory? Memory => Declined is null ? State.Memory : null;

    /// <summary>What the predecessor has in force, with what only a start can change from the file.</summary>
    public LoadedConfig InForce { get; }

    /// <summary>What the predecessor knows.</summary>
    public StateMessage State { get; }

    public IReadOnlyList<InheritedListener> Listeners { get; }

    /// <summary>The file has changed since the predecessor read it.</summary>
    public bool HasNewConfig { get; }

    /// <summary>
    /// The same now: a reload that the predecessor was asked for while it handed over did not happen there.
    /// </summary>
    public bool IsReloadDue => HasNewConfig
        || (ConfigFile.Read(InForce.Path).Digest is { } now && !now.AsSpan().SequenceEqual(InForce.Digest));

    public int Predecessor => _successor.Predecessor;

    /// <summary>A listening socket of the predecessor's admin side, once; null if it has none there.</summary>
    public Socket? TakeAdminSocket(BindAddress bind)
    {
        var found = _admin.Find(inherited => inherited.Bind == bind);
        if (found is null) return null;
        _admin.Remove(found);
        return HandedConnection.TakeSocket(found.Sockets[0]);
    }

    /// <summary>The end of the channel that this process was started with.</summary>
    /// <param name="checkpoint">See <see cref="BalancerOptions.HandoverCheckpoint"/>.</param>
    public static Successor Open(Action<bool, HandoverStep>? checkpoint) => new(
        new HandoverChannel(new DescriptorChannel(SpawnedProcess.TakePassed())),
        step => checkpoint?.Invoke(true, step));

    /// <param name="next">The file, which has no errors.</param>
    /// <param name="protocol">The version of the messages.</param>
    /// <exception cref="HandoverException">The predecessor goes on.</exception>
    public static Takeover Begin(Successor successor, LoadedConfig next, int protocol)
    {
        successor.Greet(Daemon.Version, protocol);
        var (state, listeners) = successor.ReceiveState();
        var declined = state.Declined ?? (state.Protocol == protocol ? null
            : $"version {state.Version} uses version {state.Protocol} of the handover, and this one {protocol}");
        if (declined is not null) return OfListeners(declined);
        var inForce = ConfigFile.Of(next.Path, Encoding.UTF8.GetBytes(state.Config));
        if (inForce.Result.Config is not { } config)
            return OfListeners(
                $"this version does not understand the configuration in force: {inForce.Result.Errors[0]}");
        config = RestartKeys.Take(next.Result.Config!, config);
        return new Takeover(
            successor, inForce with { Result = inForce.Result with { Config = config } }, next, state, listeners);

        // With them alone it begins as any process does, by the file.
        Takeover OfListeners(string why) => new(successor, next, next, state, listeners) { Declined = why };
    }

    /// <summary>Takes over; this process accepts clients when it returns.</summary>
    /// <param name="check">What would come of a reload of the file.</param>
    /// <exception cref="HandoverException">The predecessor goes on.</exception>
    /// <returns>How many sessions it has taken, and why none.</returns>
    public async Task<(int Sessions, string? Declined)> CompleteAsync(Balancer balancer, Func<Task<ReloadReport>> check)
    {
        if (HasNewConfig && await check() is { Errors: { Count: > 0 } errors })
        {
            _successor.Refuse(errors);
            throw new HandoverException(errors[0]);
        }

        return await _successor.TakeOverAsync((IEngineHandover)balancer.Engine, balancer.Table, Declined);
    }

    /// <summary>See <see cref="Successor.RememberWith"/>.</summary>
    public void RememberWith(Action<MemoryPart> remember) => _successor.RememberWith(remember);

    /// <summary>See <see cref="Successor.ReceiveTotals"/>.</summary>
    public TotalsMessage ReceiveTotals() => _successor.ReceiveTotals();

    /// <summary>Tells the predecessor why this process ends.</summary>
    public void Refuse(string reason) => _successor.Refuse([reason]);

    public void Dispose()
    {
        foreach (var inherited in _admin) inherited.Dispose();
        _successor.Dispose();
    }
}
