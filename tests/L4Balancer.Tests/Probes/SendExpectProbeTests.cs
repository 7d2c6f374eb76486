using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The probe that wants an answer, over real sockets.</summary>
internal sealed class SendExpectProbeTests
{
    private static readonly TestCaseData[] Answers =
    [
        new TestCaseData("+PONG\r\n", true, "").SetArgDisplayNames("the answer"),
        new TestCaseData("+PONG\r\nand more", true, "").SetArgDisplayNames("the answer and more"),
        new TestCaseData("-LOADING Redis", false, "unexpected answer \"-LOADIN\"").SetArgDisplayNames("another answer"),
        new TestCaseData("+PONG\u0001\"x", false, "unexpected answer \"+PONG\\x01\\x22\"")
            .SetArgDisplayNames("unprintable bytes"),
        new TestCaseData("+PO", false, "closed after 3 of 7 expected bytes").SetArgDisplayNames("a part of the answer"),
        new TestCaseData("", false, "closed after 0 of 7 expected bytes").SetArgDisplayNames("nothing"),
    ];

    private Socket _backend = null!;

    [SetUp]
    public void Listen() => _backend = Loopback.Listen();

    [TearDown]
    public void Close() => _backend.Dispose();

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
    public async Task A_server_that_accepts_and_says_nothing_is_not_good()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var probe = new SendExpectProbe(null, ProbeBytes.FromText("hello"));
        Assert.That(
            async () => await probe.RunAsync(Loopback.AddressOf(_backend), timeout.Token),
            Throws.InstanceOf<OperationCanceledException>());
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

    private Task<ProbeOutcome> ProbeAsync(string? send, string? expect) =>
        new SendExpectProbe(Bytes(send), Bytes(expect)).RunAsync(Loopback.AddressOf(_backend), Loopback.Deadline);

    private static ProbeBytes? Bytes(string? text) => text is null ? null : ProbeBytes.FromText(text);
}
