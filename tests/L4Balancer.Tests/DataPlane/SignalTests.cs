using System.Globalization;
using System.Net.Sockets;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>What sessions show of their backend's performance, on real sockets.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SignalTests(TestedEngine engine) : OneBackendFixture(engine)
{
    private BackendSignals Signals => Running.Backend(Backend).Counters.Signals;

    [Test]
    public async Task A_session_waits_from_its_question_to_the_first_byte_of_the_answer()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.Client.SendAsync("?");
        await session.Server.ReadAsync(1);
        await ShowsAsync(asked: 1, answered: 0, waiting: 1);
        var silence = Signals.SilenceAt(Now);
        await Eventually.HoldsAsync(() => Signals.SilenceAt(Now) > silence, () => "the silence does not grow");

        await session.Server.SendAsync("!");
        await session.Client.ReadAsync(1);
        await ShowsAsync(asked: 1, answered: 1, waiting: 0);
        await Eventually.HoldsAsync(() => Signals.ResponseTimes.Total == 1, () => "the turn is not averaged");
        Assert.That(Signals.Response, Is.GreaterThanOrEqualTo(silence), "It was silent for that long at least.");
        Assert.That(Signals.Connect, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_greeting_is_an_answer_to_the_connect_and_teaches_that_the_servers_speak_first()
    {
        for (var session = 0; session < 2; session++)
        {
            using var opened = await Running.OpenAsync(Backend);
            if (session == 1) await ShowsAsync(asked: 1, answered: 0, waiting: 1);
            await opened.Server.SendAsync("hello");
            await opened.Client.ReadAsync(5);
            await Eventually.HoldsAsync(
                () => Signals.ResponseTimes.Total == session + 1, () => $"{Signals.ResponseTimes.Total} greetings");
        }

        Assert.That((Running.Pool.Counters.IsGreeting, Signals.Waiting), Is.EqualTo((true, 0)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_session_that_ends_without_an_answer_no_longer_waits(bool endsBackend)
    {
        using var session = await Running.OpenAsync(Backend);
        await session.Client.SendAsync("?");
        await session.Server.ReadAsync(1);
        await ShowsAsync(asked: 1, answered: 0, waiting: 1);
        if (endsBackend) session.Server.Reset();
        else session.Client.Reset();
        await Running.EndedAsync(endsBackend ? CloseReason.BackendReset : CloseReason.ClientReset);
        await Running.NothingLeftAsync();
        await ShowsAsync(asked: 1, answered: 0, waiting: 0);
    }

    [Test]
    public async Task Many_sessions_leave_no_wait_behind_however_they_end()
    {
        const int Sessions = 60;
        for (var i = 0; i < Sessions; i++)
        {
            using var session = await Running.OpenAsync(Backend);
            if (i % 3 > 0) await session.Client.SendAsync("?");
            if (i % 3 > 1) await session.Server.SendAsync("!");
            if (i % 2 > 0) session.Client.Shutdown(SocketShutdown.Send);
        }

        await Running.NothingLeftAsync();
        Assert.That(Signals.Waiting, Is.Zero);
        Assert.That(Signals.Answered, Is.LessThanOrEqualTo(Signals.Asked + Sessions / 3));
    }

    [Test]
    public async Task The_kernel_is_asked_about_the_connection_to_the_backend()
    {
        var before = SentAgain();
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        await Eventually.HoldsAsync(() => Signals.Answered == 1, () => "the answer is not counted");
        await Eventually.HoldsAsync(() => Signals.RoundTrip > 0, () => "the round-trip time is not known");
        Assert.That(Signals.Retransmits, Is.LessThanOrEqualTo(SentAgain() - before), "Rarely any: of all connections.");
    }

    /// <summary>Segments sent again by all connections: <c>RetransSegs</c> of the line of values, RFC 4022.</summary>
    private static long SentAgain()
    {
        var lines = File.ReadLines("/proc/net/snmp").Where(l => l.StartsWith("Tcp: ", StringComparison.Ordinal));
        var tcp = lines.Select(l => l.Split(' ')).ToArray();
        return long.Parse(tcp[1][Array.IndexOf(tcp[0], "RetransSegs")], CultureInfo.InvariantCulture);
    }

    private static long Now => TimeProvider.System.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;

    private Task ShowsAsync(long asked, long answered, int waiting) => Eventually.HoldsAsync(
        () => (Signals.Asked, Signals.Answered, Signals.Waiting) == (asked, answered, waiting),
        () => $"asked {Signals.Asked}, answered {Signals.Answered}, waiting {Signals.Waiting}");
}
