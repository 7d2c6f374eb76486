namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors in the keys of the kinds of probe: where they are, and what would be right.</summary>
public sealed class ProbeErrorTests
{
    private static TestCaseData[] Cases { get; } =
    [
        Case("A login belongs to the kinds that log in", "{ type: http, login: { user: a } }",
            "lb.yaml:4:27: pools.p.health.login: has no effect with type http (type: mysql, postgresql or redis)"),
        Case("Nothing is sent without probes", "{ type: none, steps: [{ send: a }] }",
            "lb.yaml:4:27: pools.p.health.steps: has no effect with type none (type: tcp)"),
        Case("A SQL login names its user", "{ type: mysql, login: { password-file: /a } }",
            "lb.yaml:4:28: pools.p.health.login.user: is missing (the name of a user)"),
        Case("A query needs a login", "{ type: postgresql, query: SELECT 1 }",
            "lb.yaml:4:33: pools.p.health.query: needs a login (login: { user: ..., password-file: ... })"),
        Case("A command is written", "{ type: command }",
            "lb.yaml:4:5: pools.p.health.command: is missing (a list of the program's absolute path and arguments)"),
        Case("A program has an absolute path", "{ type: command, command: [check] }",
            "lb.yaml:4:39: pools.p.health.command: check is not an absolute path "
            + "(the absolute path of the program first)"),
        Case("A step is one thing", "{ steps: [{ send: a, expect: b }] }",
            "lb.yaml:4:23: pools.p.health.steps[0]: is not one step (one of send, expect, contains and matches)"),
        Case("Steps replace send", "{ send: a, steps: [{ expect: b }] }",
            "lb.yaml:4:24: pools.p.health.steps: replaces send and expect (either steps, or send and expect)"),
        Case("An expression is one", "{ steps: [{ matches: 'a(b' }] }",
            "lb.yaml:4:34: pools.p.health.steps[0].matches: a(b is not a regular expression of this kind "
            + "(a regular expression without backreferences and lookarounds)"),
        Case("A certificate has a key", "{ type: tls, tls: { certificate: /a } }",
            "lb.yaml:4:26: pools.p.health.tls.key: is missing (certificate and key together)"),
        Case("A status is one", "{ type: http, http: { status: 20 } }",
            "lb.yaml:4:43: pools.p.health.http.status: 20 is not a set of status codes from 100 to 599 "
            + "(status codes such as 200, 200-299 or 200,401)"),
        Case("TLS needs something to say", "{ tls: {} }",
            "lb.yaml:4:15: pools.p.health.tls: has no effect without steps (type: tls, or steps)"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Error_says_where_it_is_and_what_would_be_right(string health, string error) =>
        Assert.That(
            Lb.Read(Lb.WithPool($"health: {health}")).Errors.Select(e => e.ToString()), Is.EqualTo(new[] { error }));

    [Test]
    public void A_port_of_its_own_needs_an_address() => Assert.That(
        Lb.Read(Lb.WithPool("health: { type: http, port: 8008 }", "backends: ['unix:/run/a']"))
            .Errors.Select(e => e.Message),
        Is.EqualTo(new[] { "backend unix:/run/a has no IP address at which a port could be probed" }));

    private static TestCaseData Case(string name, string health, string error) =>
        new TestCaseData(health, error).SetName(name);
}
