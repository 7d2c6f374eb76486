using System.Net;
using L4Balancer.Control;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Control;

/// <summary>The log lines that report the control loop's decisions.</summary>
internal sealed class ControlLogTests
{
    private static readonly NetAddress One = NetAddress.FromIp(IPAddress.Loopback, 1);

    private static readonly Notice[] Notices =
    [
        new BackendUp("p", One), new BackendDown("p", One, "refused"), new BackendAdded("p", One),
        new BackendAdded("p", One) { IsBack = true },
        new BackendRemoved("p", One), new FailedOver("p", 0, 1), new FailedBack("p", 1, 0),
        new NoneEligible("p", UsesAll: false), new NoneEligible("p", UsesAll: true), new EligibleAgain("p"),
        new EventRefused("p", "no"), Told(BackendIntent.Ready), new WeightChanged("p", One, 3),
        new SessionsReset("p", One, 5), new NameFailing("p", "db", "no such host"),
        new BackendSuspected("p", One, StandingCause.Hung, "silent"),
        new SuspicionEnded("p", One, "it answers", TimeSpan.FromSeconds(6)),
        new BackendEjected("p", One, StandingCause.BadEnds, "closed", TimeSpan.FromSeconds(30)),
        new BackendReturned("p", One, TimeSpan.FromSeconds(30)),
        new NameRecovered("p", "db", TimeSpan.FromSeconds(2)), new AddressIgnored("p", "db", One, "multicast"),
        new AgentTurned("p", One, AgentVerdict.Down, "disk full"), new AgentSilent("p", One, "connection refused"),
        new RoleChanged("p", One, ServerRole.Primary),
        new ReplicaBehind("p", One, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(5)), new ReplicaCaughtUp("p", One),
        new SplitBrain("p", [One], One), new SplitBrainOver("p", TimeSpan.FromSeconds(9)),
        new RebalanceBegan("p", [One], 12, IsDryRun: false), new RebalanceEnded("p", 12, TimeSpan.FromSeconds(9)),
        new RebalanceStopped("p", 12, 3),
        new AgentAnswers("p", One), new AgentUnclear("p", One, "busy"),
    ];

    [Test]
    public void Every_notice_has_a_line_and_a_number_of_its_own()
    {
        var known = typeof(Notice).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Notice)));
        Assert.That(known.Except(Notices.Select(notice => notice.GetType())), Is.Empty, "Nobody tells these.");
        var log = new Lines();
        foreach (var notice in Notices) log.Write(NoticeLine.Of(notice));
        Assert.That(log.Ids, Has.Count.EqualTo(Notices.Length));
        Assert.That(log.Ids, Is.Unique);
    }

    private static IEnumerable<TestCaseData> Intents()
    {
        var later = Told(BackendIntent.Drain) with { Deadline = TimeSpan.FromMinutes(5) };
        yield return new TestCaseData(Told(BackendIntent.Ready), "is ready for new sessions");
        yield return new TestCaseData(
            Told(BackendIntent.Maintenance), "is in maintenance: no new sessions, running ones continue");
        yield return new TestCaseData(Told(BackendIntent.Drain), "is draining: no new sessions, running ones continue");
        yield return new TestCaseData(
            later, "is draining: no new sessions, running ones will be ended after 00:05:00, all at once");
        yield return new TestCaseData(
            later with { Rate = 50 },
            "is draining: no new sessions, running ones will be ended after 00:05:00, 50 a second");
        yield return new TestCaseData(
            later with { Deadline = TimeSpan.Zero, Rate = 50 },
            "is draining: no new sessions, running ones are being ended, 50 a second");
    }

    [TestCase(AgentVerdict.Up, "", "up")]
    [TestCase(AgentVerdict.Down, "disk full", "down (disk full)")]
    [TestCase(AgentVerdict.Fail, "", "down (fail)")]
    [TestCase(AgentVerdict.Stopped, "", "down (stopped)")]
    [TestCase(AgentVerdict.Drain, "kernel", "drain: no new sessions, running ones continue (kernel)")]
    [TestCase(AgentVerdict.Maint, "", "maintenance: no new sessions, running ones continue")]
    public void The_line_of_an_agent_says_what_it_reports(AgentVerdict verdict, string reason, string what)
    {
        var line = NoticeLine.Of(new AgentTurned("p", One, verdict, reason));
        Assert.That(line.Text, Is.EqualTo($"The agent of backend {One} of pool p reports {what}"));
        Assert.That(line.Level, Is.EqualTo(verdict == AgentVerdict.Up ? LogLevel.Information : LogLevel.Warning));
    }

    [TestCaseSource(nameof(Intents))]
    public void The_line_of_an_intent_says_what_becomes_of_the_sessions(IntentChanged notice, string what)
    {
        var log = new Lines();
        log.Write(NoticeLine.Of(notice));
        Assert.That(log.Texts, Is.EqualTo(new[] { $"Backend {One} of pool p {what}" }));
    }

    private static IntentChanged Told(BackendIntent intent) => new("p", One, intent);

    private sealed class Lines : ILogger
    {
        public List<int> Ids { get; } = [];

        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            Ids.Add(eventId.Id);
            Texts.Add(formatter(state, exception));
        }
    }
}
