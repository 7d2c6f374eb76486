using System.Net.Sockets;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The probe that expects an answer, over real sockets.</summary>
[TestFixtureSource(typeof(RunningProbes), nameof(RunningProbes.Ways))]
internal sealed class SendExpectProbeTests(ProbeWay way)
{
    private static readonly TestCaseData[] Answers =
    [
        new TestCaseData("+PONG\r\n", true, "").SetArgDisplayNames("the answer"),
        new TestCaseData("+PONG\r\nand more", true, "").SetArgDisplayNames("the answer and more"),
        new TestCaseData("-LOADING Redis", false, "unexpected answer \"-LOADING Redis\"")
            .SetArgDisplayNames("another answer"),
        new TestCaseData("+PONG\u0001\"x", false, "unexpected answer \"+PONG\\x01\\x22x\"")
            .SetArgDisplayNames("unprintable bytes"),
        new TestCaseData("+PO", false, "closed after 3 of 7 expected bytes").SetArgDisplayNames("a part of the answer"),
        new TestCaseData("", false, "closed after 0 of 7 expected bytes").SetArgDisplayNames("nothing"),
    ];

    private Socket _backend = null!;
    private RunningProbes _probes = null!;

    [SetUp]
    public void Start() => (_backend, _probes) = (Loopback.Listen(), new RunningProbes(way));

    [TearDown]
    public void Stop()
    {
        _probes.Dispose();
        _backend.Dispose();
    }

    [TestCaseSource(nameof(Answers))]
    public async Task The_answer_decides(string answer, bool isGood, string cause)
    {
        var probing = ProbeAsync("PING\r\n", "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        Assert.That(await server.ReadAsync(6), Is.EqualTo("PING\r\n"));
        await server.SendAsync(answer);
        server.Shutdown(SocketShutdown.Send);
        Assert.That(await probing, Is.EqualTo(new ProbeOutcome(isGood, cause)));
    }

    [Test]
    public async Task An_answer_may_come_byte_by_byte()
    {
        var probing = ProbeAsync("PING\r\n", "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        server.NoDelay = true;
        foreach (var letter in "+PONG\r\n")
        {
            Assert.That(probing.IsCompleted, Is.False);
            await server.SendAsync(letter.ToString());
        }

        Assert.That((await probing).IsGood, Is.True);
    }

    [Test]
    public async Task A_wrong_byte_decides_at_once_though_more_was_expected()
    {
        var probing = ProbeAsync(null, "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        await server.SendAsync("-");
        Assert.That(await probing, Is.EqualTo(ProbeOutcome.Bad("unexpected answer \"-\"")));
    }

    [Test]
    public async Task A_server_that_only_has_to_take_the_bytes_need_not_answer()
    {
        var probing = ProbeAsync("hello", null);
        using var server = await Loopback.AcceptAsync(_backend);
        Assert.That((await probing).IsGood, Is.True);
        Assert.That(await server.ReadAsync(5), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_server_that_accepts_and_says_nothing_is_bad() =>
        Assert.That(
            await ProbeAsync(null, "hello", TimeSpan.FromMilliseconds(100)),
            Is.EqualTo(ProbeOutcome.Bad("probe timed out")));

    [Test]
    public async Task What_comes_with_the_answer_and_after_it_is_read_and_the_probe_ends_with_FIN()
    {
        var probing = ProbeAsync("PING\r\n", "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        Assert.That(await server.ReadAsync(6), Is.EqualTo("PING\r\n"));
        await server.SendAsync("+PONG\r\n" + new string('x', 20_000));
        Assert.That((await probing).IsGood, Is.True);
        await server.SendAsync(new string('y', 20_000));
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }

    [Test]
    public async Task A_server_that_gives_a_wrong_answer_sees_an_orderly_end_too()
    {
        var probing = ProbeAsync(null, "hello");
        using var server = await Loopback.AcceptAsync(_backend);
        await server.SendAsync("farewell" + new string('x', 20_000));
        Assert.That((await probing).IsGood, Is.False);
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }

    [Test]
    public async Task A_server_that_never_ends_its_answer_is_left_and_the_verdict_does_not_wait_for_it()
    {
        var probing = ProbeAsync(null, "hello");
        using var server = await Loopback.AcceptAsync(_backend);
        await server.SendAsync("hello");
        Assert.That((await probing).IsGood, Is.True);
        Assert.That(async () => await SendForEverAsync(server), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task A_server_that_resets_is_bad()
    {
        var probing = ProbeAsync("PING\r\n", "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        server.Reset();
        Assert.That(await probing, Is.EqualTo(ProbeOutcome.Bad("connection reset")));
    }

    [Test]
    public async Task A_server_that_resets_after_the_right_answer_is_good()
    {
        var probing = ProbeAsync("PING\r\n", "+PONG\r\n");
        using var server = await Loopback.AcceptAsync(_backend);
        await server.ReadAsync(6);
        await server.SendAsync("+PONG\r\n");
        server.Reset();
        Assert.That(await probing, Is.EqualTo(ProbeOutcome.Good));
    }

    private async Task<ProbeOutcome> ProbeAsync(string? send, string? expect, TimeSpan? timeout = null)
    {
        _probes.Start(Loopback.AddressOf(_backend), send, expect, timeout);
        return await _probes.NextAsync() with { Duration = TimeSpan.Zero };
    }

    private static async Task SendForEverAsync(Socket server)
    {
        var bytes = new byte[64 * 1024];
        while (true) await server.SendAsync(bytes, Loopback.Deadline);
    }
}
