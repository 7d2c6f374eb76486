using System.Collections.Concurrent;
using System.Net.Sockets;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Backends that misbehave towards real sessions, on every engine.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All)), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StandingTests(TestedEngine engine)
{
    private readonly ConcurrentQueue<Notice> _notices = new();
    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _servers = [];

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners) listener.Dispose();
        await Task.WhenAll(_servers);
        _stop.Dispose();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_backend_that_accepts_and_ends_is_ejected(bool resets)
    {
        var bad = Serve(socket => EndAsync(socket, resets));
        var good = Serve(AnswerAsync);
        await using var running = await StartAsync(good, bad);
        for (var i = 0; i < 1000 && !_notices.OfType<BackendEjected>().Any(); i++) await AskAsync(running);
        var ejected = _notices.OfType<BackendEjected>().Single();
        Assert.That((ejected.Address, ejected.Cause), Is.EqualTo((Loopback.AddressOf(bad), StandingCause.BadEnds)));
        for (var i = 0; i < 5; i++) Assert.That(await AskAsync(running), Is.EqualTo("!"));
    }

    [Test]
    public async Task A_backend_that_stops_answering_is_suspected_until_it_answers()
    {
        var isFrozen = false;
        var thawed = new TaskCompletionSource();
        var slow = Serve(async socket =>
        {
            if (Volatile.Read(ref isFrozen)) await thawed.Task;
            await AnswerAsync(socket);
        });
        var good = Serve(AnswerAsync);
        await using var running = await StartAsync(good, slow);
        for (var i = 0; i < 60; i++) Assert.That(await AskAsync(running), Is.EqualTo("!"));
        Volatile.Write(ref isFrozen, true);
        var asking = new List<Task<string>>();
        await Eventually.HoldsAsync(
            () =>
            {
                asking.Add(AskAsync(running));
                return _notices.OfType<BackendSuspected>().Any();
            },
            () => "it is suspected");
        Assert.That(_notices.OfType<BackendSuspected>().First().Address, Is.EqualTo(Loopback.AddressOf(slow)));
        thawed.SetResult();
        Assert.That(await Task.WhenAll(asking), Is.All.EqualTo("!"), "Nobody is cut.");
        await Eventually.HoldsAsync(() => _notices.OfType<SuspicionEnded>().Any(), () => "it is cleared");
    }

    private static async Task EndAsync(Socket socket, bool resets)
    {
        await socket.ReadAsync(1);
        if (resets) socket.Reset();
    }

    private static async Task AnswerAsync(Socket socket)
    {
        await socket.ReadAsync(1);
        await socket.SendAsync("!");
        await socket.ReadToEndAsync();
    }

    /// <summary>The answer of one session; empty if there was none.</summary>
    private static async Task<string> AskAsync(RunningBalancer running)
    {
        using var client = await Loopback.ConnectAsync(running.Address);
        await client.SendAsync("?");
        var buffer = new byte[1];
        try
        {
            return await client.ReceiveAsync(buffer, Loopback.Deadline) == 0 ? "" : "!";
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private Task<RunningBalancer> StartAsync(params Socket[] backends) => RunningBalancer.StartAsync(
        engine, backends.Select(Loopback.AddressOf),
        pool => pool with { Policy = Core.Config.PolicyKind.RoundRobin },
        onNotice: (notice, _) => _notices.Enqueue(notice));

    private Socket Serve(Func<Socket, Task> session)
    {
        var listener = Loopback.Listen();
        _listeners.Add(listener);
        _servers.Add(Task.Run(() => AcceptAsync(listener, session)));
        return listener;
    }

    private async Task AcceptAsync(Socket listener, Func<Socket, Task> session)
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(_stop.Token);
                sessions.Add(ServeAsync(socket, session));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private static async Task ServeAsync(Socket socket, Func<Socket, Task> session)
    {
        using (socket)
        {
            try
            {
                await session(socket);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client is gone.
            }
        }
    }
}
