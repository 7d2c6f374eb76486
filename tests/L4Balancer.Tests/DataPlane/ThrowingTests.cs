using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.DataPlane.Sessions;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A bug anywhere in the life of a session ends that session, leaks nothing, and keeps no drain waiting.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ThrowingTests(TestedEngine engine) : BackendFixture
{
    private static readonly SessionPhase[] Phases =
    [
        SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting, SessionPhase.Relaying,
        SessionPhase.HalfClosed,
    ];

    [TestCaseSource(nameof(Phases))]
    public async Task A_bug_in_a_change_of_phase_ends_that_session_alone(SessionPhase phase)
    {
        var once = new Once();
        await using var balancer = await StartAsync(
            o => o with
            {
                Checkpoint = (at, step) => once.ThrowIf(step is null && at == phase),
                Admission = new GivenAdmission
                {
                    ListenerPatience = TimeSpan.FromMinutes(5),
                    Preread = phase == SessionPhase.Preread ? () => new LinePreread(TimeSpan.FromMinutes(5)) : null,
                },
            },
            listenerMax: phase == SessionPhase.Waiting ? 1 : 0);
        using var first = phase == SessionPhase.Waiting ? await balancer.OpenAsync(Backend) : null;
        using var client = await Loopback.TryConnectAsync(balancer.Address);
        if (phase == SessionPhase.HalfClosed) client!.Shutdown(SocketShutdown.Send);
        if (client is not null) Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.Bug);
        first?.Dispose();
        await EndsCleanlyAsync(balancer);
    }

    [Test]
    public async Task A_bug_in_a_rule_of_the_admission_refuses_that_client_alone([Values] Rule rule)
    {
        var once = new Once();
        await using var balancer = await StartAsync(o => o with { Admission = new BrokenAdmission(rule, once) });
        using var client = await Loopback.TryConnectAsync(balancer.Address);
        if (client is not null)
        {
            if (rule == Rule.Look) await client.SendAsync("one line\n");
            Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        }

        await balancer.EndedAsync(CloseReason.Bug);
        await EndsCleanlyAsync(balancer);
    }

    [Test]
    public async Task An_observer_that_throws_is_no_end_of_the_session([Values] SessionMoment moment)
    {
        var once = new Once();
        var observer = new RecordingObserver(runningInterval: 1)
        {
            OnRecord = record => once.ThrowIf(record.Moment == moment),
        };
        await using var balancer = await StartAsync(o => o with { Observer = observer });
        using (var session = await balancer.OpenAsync(Backend))
        {
            await session.PingAsync();
            if (moment != SessionMoment.End)
                await Eventually.HoldsAsync(() => balancer.Counters.Bugs == 1, () => "the observer threw");
            await session.PingAsync();
            session.Client.Reset();
            await balancer.EndedAsync(CloseReason.ClientReset);
        }

        await IsWellAsync(balancer);
    }

    [Test]
    public async Task A_logger_that_throws_leaks_nothing()
    {
        var logs = new BrokenLogs();
        await using var balancer = await StartAsync(o => o with
        {
            Logs = LoggerFactory.Create(
            b => b.AddProvider(logs).SetMinimumLevel(LogLevel.Debug))
        });
        using (var session = await balancer.OpenAsync(Backend))
        {
            await session.PingAsync();
            logs.IsBroken = true;
            session.Client.Reset();
            await balancer.EndedAsync(CloseReason.ClientReset);
            await Eventually.HoldsAsync(() => balancer.Counters.Bugs == 1, () => "the logger threw");
        }

        logs.IsBroken = false;
        await IsWellAsync(balancer);
    }

    [Test]
    public async Task A_bug_after_any_step_of_an_exit_leaks_nothing([Values] ExitStep step)
    {
        var once = new Once();
        await using var balancer = await StartAsync(o => o with
        {
            Checkpoint = (_, at) => once.ThrowIf(at == step),
        });
        using (var session = await balancer.OpenAsync(Backend))
        {
            await session.PingAsync();
            session.Client.Reset();
            await balancer.EndedAsync(CloseReason.ClientReset);
        }

        await IsWellAsync(balancer);
    }

    /// <summary>The balancer serves the next session as if nothing had happened, and drains.</summary>
    private async Task IsWellAsync(RunningBalancer balancer)
    {
        await balancer.NothingLeftAsync();
        using (var next = await balancer.OpenAsync(Backend)) await next.PingAsync();
        await EndsCleanlyAsync(balancer);
    }

    private static async Task EndsCleanlyAsync(RunningBalancer balancer)
    {
        await balancer.NothingLeftAsync();
        var listener = balancer.Balancer.Engine.Listeners.Single();
        await Eventually.HoldsAsync(
            () => balancer.Counters.Bugs == 1 && listener.Active == 0 && listener.Gate.Line.Count == 0,
            () => $"one bug is counted, not {balancer.Counters.Bugs}, and {listener.Active} places are given back");
        Assert.That(await balancer.Balancer.DrainAsync(Loopback.Patience, CancellationToken.None), Is.Zero);
    }

    private Task<RunningBalancer> StartAsync(Func<BalancerOptions, BalancerOptions> options, int listenerMax = 0) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], options: options,
            listener: listener => listener with { MaxConnections = listenerMax });

    public enum Rule
    {
        Decide,
        NextPreread,
        Look,
    }

    private sealed class BrokenAdmission(Rule broken, Once once) : AdmissionRules
    {
        public override AdmissionDecision Decide(in Arrival arrival, Ticket held)
        {
            once.ThrowIf(broken == Rule.Decide);
            return base.Decide(arrival, held);
        }

        public override Preread? NextPreread(in Arrival arrival, Preread? previous)
        {
            once.ThrowIf(broken == Rule.NextPreread);
            return broken == Rule.Look && previous is null ? new BrokenPreread(once) : null;
        }
    }

    private sealed class BrokenPreread(Once once) : Preread
    {
        public override TimeSpan Timeout => TimeSpan.FromMinutes(5);

        protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
        {
            // One engine looks before there is a byte; the client must not be reset while it sends.
            if (bytes.IsEmpty) return PrereadAnswer.More;
            once.ThrowIf(true);
            return PrereadAnswer.Done(0);
        }
    }

    /// <summary>Throws on every log call while it is broken.</summary>
    private sealed class BrokenLogs : ILoggerProvider, ILogger
    {
        public volatile bool IsBroken;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsBroken) throw new InvalidOperationException("A broken logger.");
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Throws the first time its condition holds.</summary>
    private sealed class Once
    {
        private int _left = 1;

        public void ThrowIf(bool condition)
        {
            if (condition && Interlocked.Exchange(ref _left, 0) == 1) throw new InvalidOperationException("A bug.");
        }
    }
}
