using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Clients whose first bytes are inspected before a backend is picked: the backend gets all the remaining bytes.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class PrereadTests(TestedEngine engine)
{
    private Socket _backend = null!;
    private RunningBalancer _balancer = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _backend = Loopback.Listen();
        _balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(_backend)],
            options: o => o with
            {
                Admission = new GivenAdmission { Preread = () => new LinePreread(TimeSpan.FromMinutes(5)) },
            });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _balancer.DisposeAsync();
        _backend.Dispose();
    }

    [TestCase("header\nbody")]
    [TestCase("header\n", "body")]
    [TestCase("he", "ader\nbo", "dy")]
    [TestCase("h", "e", "a", "d", "e", "r", "\n", "b", "ody")]
    public async Task What_was_not_for_the_balancer_reaches_the_backend_in_any_segmentation(params string[] pieces)
    {
        using var client = await Loopback.ConnectAsync(_balancer.Address);
        foreach (var piece in pieces)
        {
            await client.SendAsync(piece);
            await Task.Yield();
        }

        using var server = await Loopback.AcceptAsync(_backend);
        Assert.That(await server.ReadAsync(4), Is.EqualTo("body"));
        await new RelayedSession(client, server).PingAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        server.Shutdown(SocketShutdown.Send);
        await _balancer.EndedAsync(CloseReason.ClientClosed);

        // The header is not meant for the backend, and is not counted as bytes to it.
        Assert.That(_balancer.Pool.Counters.BytesUploaded, Is.EqualTo("body?".Length));
        await _balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_client_that_ends_its_direction_after_its_header_is_served()
    {
        using var client = await Loopback.ConnectAsync(_balancer.Address);
        await client.SendAsync("header\nquestion");
        client.Shutdown(SocketShutdown.Send);
        using var server = await Loopback.AcceptAsync(_backend);
        var asked = await server.ReadToEndAsync();
        Assert.That((asked.Bytes.Length, asked.End), Is.EqualTo(("question".Length, StreamEnd.Fin)));
        await server.SendAsync("answer");
        Assert.That(await client.ReadAsync(6), Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_client_that_never_ends_its_header_is_refused_when_it_has_sent_a_buffer_full()
    {
        using var client = await Loopback.ConnectAsync(_balancer.Address);
        var sending = client.SendAsync(new string('x', 4 * 1024 * 1024));
        await _balancer.EndedAsync(CloseReason.ClientGone);
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _balancer.NothingLeftAsync();
        Assert.That(_balancer.Counters.Bugs, Is.Zero);
    }
}
