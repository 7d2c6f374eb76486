using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Tests.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Several prereads of one client, one after another.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class PrereadChainTests(TestedEngine engine) : BackendFixture
{
    private const string Header = "10.1.2.3\n";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    [Test]
    public async Task Each_stage_sees_what_those_before_it_have_left_however_cut(
        [Values(1, 2, 5, 9, 12, 40)] int size)
    {
        await using var balancer = await StartAsync(
            previous => previous is null ? new Stage() : previous is Stage ? new LinePreread(Long) : null);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        foreach (var piece in Cut($"{Header}second\nbody", size))
        {
            await client.SendAsync(piece);
            await Task.Yield();
        }

        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(4), Is.EqualTo("body"));
        await new RelayedSession(client, server).PingAsync();
        var info = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        Assert.That(info.Sessions.Single().Client.ToString(), Is.EqualTo("10.1.2.3:99"));
    }

    [Test]
    public async Task A_stage_answers_the_client_and_reads_on()
    {
        await using var balancer = await StartAsync(previous => previous is null ? new Greeting() : null);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("hello?");
        Assert.That(await client.ReadAsync(3), Is.EqualTo("yes"));
        await client.SendAsync("body");
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(4), Is.EqualTo("body"));
        await new RelayedSession(client, server).PingAsync();
    }

    [Test]
    public async Task A_stage_may_hold_far_more_than_a_buffer()
    {
        const int Size = 1024 * 1024;
        await using var balancer = await StartAsync(previous => previous is null ? new Bulk(Size) : null);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        var sent = new byte[Size + 5000];
        new Random(1).NextBytes(sent);
        var sending = client.SendAsync(sent);
        using var server = await Loopback.AcceptAsync(Backend);
        var received = new byte[sent.Length];
        for (var at = 0; at < received.Length;)
        {
            at += await server.ReceiveAsync(received.AsMemory(at), Loopback.Deadline);
        }

        await sending;
        Assert.That(received.AsSpan().SequenceEqual(sent), Is.True);
    }

    [TestCase(PrereadEnd.TimeUp, CloseReason.RefusedSilent)]
    [TestCase(PrereadEnd.ClientEnded, CloseReason.RefusedNoRoute)]
    [TestCase(PrereadEnd.Full, CloseReason.RefusedPreread)]
    public async Task A_stage_says_why_a_client_is_refused(PrereadEnd end, CloseReason expected)
    {
        var limit = end == PrereadEnd.TimeUp ? TimeSpan.FromMilliseconds(50) : Long;
        await using var balancer = await StartAsync(
            previous => previous is null ? new Stage() : previous is Stage ? new Picky(limit) : null);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header);
        if (end == PrereadEnd.ClientEnded) client.Shutdown(SocketShutdown.Send);
        if (end == PrereadEnd.Full) await client.SendAsync("0123456789");
        await balancer.EndedAsync(expected);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task The_decision_is_repeated_with_the_address_that_a_stage_has_found()
    {
        var clients = new List<string>();
        await using var balancer = await StartAsync(
            previous => previous is null ? new Stage() : null, client => clients.Add(client.ToString()));
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header + "body");
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(clients, Is.EqualTo(["10.1.2.3:99"]));
    }

    private Task<RunningBalancer> StartAsync(
        Func<Preread?, Preread?> prereads, Action<ClientAddress>? onAdmitted = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            options: o => o with { Admission = new GivenAdmission { Prereads = prereads, OnClient = onAdmitted } });

    private static IEnumerable<string> Cut(string text, int size) =>
        text.Chunk(size).Select(piece => new string(piece));

    /// <summary>A line with the client's address.</summary>
    private sealed class Stage : Preread
    {
        public override TimeSpan Timeout => Long;

        protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
        {
            var at = bytes.IndexOf((byte)'\n');
            if (at < 0) return PrereadAnswer.More;
            var ip = System.Net.IPAddress.Parse(Encoding.ASCII.GetString(bytes[..at])).GetAddressBytes();
            return PrereadAnswer.Done(at + 1) with { Client = new ClientAddress(ip, 99) };
        }
    }

    /// <summary>Says yes to a question, and waits for a byte.</summary>
    private sealed class Greeting : Preread
    {
        private bool _wasAsked;

        public override TimeSpan Timeout => Long;

        protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
        {
            if (_wasAsked) return bytes.IsEmpty ? PrereadAnswer.More : PrereadAnswer.Done(0);
            if (!bytes.StartsWith("hello?"u8)) return PrereadAnswer.More;
            _wasAsked = true;
            return PrereadAnswer.More with { Consumed = 6, Reply = "yes"u8.ToArray() };
        }
    }

    private sealed class Bulk(int size) : Preread
    {
        public override TimeSpan Timeout => Long;

        public override int BytesMax => size;

        protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end) =>
            end == PrereadEnd.Full ? PrereadAnswer.Done(0) : PrereadAnswer.More;
    }

    private sealed class Picky(TimeSpan limit) : Preread
    {
        public override TimeSpan Timeout => limit;

        public override int BytesMax => 8;

        protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end) => end switch
        {
            PrereadEnd.None => PrereadAnswer.More,
            PrereadEnd.TimeUp => PrereadAnswer.Refuse(CloseReason.RefusedSilent),
            PrereadEnd.Full => PrereadAnswer.Refuse(CloseReason.RefusedPreread),
            _ => PrereadAnswer.Refuse(CloseReason.RefusedNoRoute),
        };
    }
}
