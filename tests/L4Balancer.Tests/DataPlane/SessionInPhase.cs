using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>A balancer with one session, which real traffic has brought into a phase and which stays there.</summary>
internal sealed class SessionInPhase : IAsyncDisposable
{
    /// <summary>The timeout of the phase.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly List<IDisposable> _others = [];

    private SessionInPhase(RunningBalancer balancer, NetAddress backend) => (Balancer, Backend) = (balancer, backend);

    public RunningBalancer Balancer { get; }

    public NetAddress Backend { get; }

    public Socket Client { get; private set; } = null!;

    /// <summary>The backend's end; null before it is connected.</summary>
    public Socket? Server { get; private set; }

    public ulong Id { get; private set; }

    public static async Task<SessionInPhase> StartAsync(
        TestedEngine engine, SessionPhase phase, Func<BalancerOptions, BalancerOptions>? options = null)
    {
        var full = phase == SessionPhase.Connecting ? await FullBackend.StartAsync() : null;
        var listening = Loopback.Listen();
        var backend = full?.Address ?? Loopback.AddressOf(listening);
        var balancer = await RunningBalancer.StartAsync(
            engine, [backend], pool => Configure(pool, phase), options: Configured);
        var session = new SessionInPhase(balancer, backend);
        session._others.Add(listening);
        if (full is not null) session._others.Add(full);
        if (phase == SessionPhase.Waiting) session._others.Add(await balancer.OpenAsync(listening));
        await session.EnterAsync(phase, listening);
        return session;

        BalancerOptions Configured(BalancerOptions basic)
        {
            basic = basic with { Admission = AdmissionFor(phase) };
            return options?.Invoke(basic) ?? basic;
        }
    }

    /// <summary>Waits until everything is released, apart from the session that fills the pool.</summary>
    public async Task NothingLeftAsync()
    {
        foreach (var other in _others) other.Dispose();
        await Balancer.NothingLeftAsync();
        var listener = Balancer.Balancer.Engine.Listeners.Single();
        await Eventually.HoldsAsync(
            () => listener.Active == 0 && Balancer.Pool.Counters.Line.Count == 0,
            () => $"no place is left taken; {listener.Active} at the listener, "
                + $"{Balancer.Pool.Counters.Line.Count} in the line");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Server?.Dispose();
        foreach (var other in _others) other.Dispose();
        await Balancer.DisposeAsync();
    }

    private static PoolConfig Configure(PoolConfig pool, SessionPhase phase) => pool with
    {
        Timeouts = pool.Timeouts with
        {
            Connect = phase == SessionPhase.Connecting ? Timeout : pool.Timeouts.Connect,
            MaxAge = phase == SessionPhase.Relaying ? Timeout : TimeSpan.Zero,
            HalfClosed = phase == SessionPhase.HalfClosed ? Timeout : TimeSpan.Zero,
        },
        Backends = phase == SessionPhase.Waiting
            ? [pool.Backends[0] with { MaxConnections = 1 }]
            : pool.Backends,
    };

    private static GivenAdmission AdmissionFor(SessionPhase phase) => phase switch
    {
        SessionPhase.Preread => new() { Preread = () => new LinePreread(Timeout) },
        SessionPhase.Waiting => new() { PoolPatience = Timeout },
        _ => new(),
    };

    private async Task EnterAsync(SessionPhase phase, Socket listening)
    {
        Client = await Loopback.ConnectAsync(Balancer.Address);
        if (phase == SessionPhase.Preread) await Client.SendAsync("no line yet");
        if (phase is SessionPhase.Relaying or SessionPhase.HalfClosed)
        {
            Server = await Loopback.AcceptAsync(listening);
            await new RelayedSession(Client, Server).PingAsync();
        }

        if (phase == SessionPhase.HalfClosed)
        {
            Client.Shutdown(SocketShutdown.Send);
            await Server!.ReadToEndAsync();
        }

        var list = await Eventually.GetAsync(
            $"a session is in {phase}", Loopback.Patience,
            () => Balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            seen => seen.Sessions.Any(session => session.Phase == phase));
        Id = list.Sessions.First(session => session.Phase == phase).Id;
    }
}
