using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Steps;

/// <summary>Probes that send and expect step by step.</summary>
internal sealed class StepsProbeTests
{
    private static readonly TestCaseData[] Answers =
    [
        Case("hello world", "", Expect("hello"), Expect(" world")),
        Case("hello world", "step 1: unexpected answer \"hello world\"", Expect("help")),
        Case("hel", "step 1: closed without an answer", Expect("hello")),
        Case("220 mail ESMTP\r\n", "", Contains("ESMTP"), Expect("\r\n")),
        Case("220 mail SMTP\r\n", "step 1: the answer does not contain the text: \"220 mail SMTP\\x0d\\x0a\"",
            Contains("ESMTP")),
        Case("xxxxxxxxxxok", "step 1: the answer does not contain the text: \"xxxxxxxxxxok\"", Contains("ok", 11)),
        Case("xxxxxxxxxxok", "", Contains("ok", 12)),
        Case("version 7.2.4\n", "", Matches("version 7\\.[0-9]+"), Expect(".4")),
        Case("version 6.2.4\n", "step 1: the answer does not match: \"version 6.2.4\\x0a\"", Matches("version [78]")),
        Case("\u00e4\u00ff\0", "", Matches("^\\xe4\\xff\\x00$")),
        Case("", "step 1: closed without an answer", Contains("x")),
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task The_first_step_that_fails_decides(string answer, string cause, ProbeStep[] steps)
    {
        await using var server = FakeServer.Answers(("go", answer));
        var outcome = await TriedProbe.OnceAsync(Health([Send("go"), .. steps]), server.Address);
        var expected = cause.Replace("step 1", "step 2", StringComparison.Ordinal);
        Assert.That(outcome, Is.EqualTo(new ProbeOutcome(cause.Length == 0, expected)));
        await Eventually.HoldsAsync(() => !server.Ends.IsEmpty, () => "the end");
        Assert.That(server.Ends, Is.EqualTo(new[] { StreamEnd.Fin }));
    }

    [Test]
    public async Task A_conversation_of_several_turns_is_good()
    {
        await using var server = FakeServer.Answers(("AUTH x\r\n", "+OK\r\n"), ("PING\r\n", "+PONG\r\n"));
        var health = Health([Send("AUTH x\r\n"), Expect("+OK\r\n"), Send("PING\r\n"), Matches("^\\+P.NG\r\n")]);
        Assert.That(await TriedProbe.OnceAsync(health, server.Address), Is.EqualTo(ProbeOutcome.Good));
    }

    [Test]
    public async Task An_answer_without_an_end_is_searched_no_further_than_allowed()
    {
        await using var server = new FakeServer(async (client, stop) =>
        {
            while (true) await client.SendAsync(new byte[64 * 1024], stop);
        });
        var outcome = await TriedProbe.OnceAsync(Health([Matches("x", 65536)]), server.Address);
        Assert.That(outcome.Cause, Does.StartWith("step 1: the answer does not match: \"\\x00"));
    }

    [Test]
    public async Task Steps_can_be_taken_over_TLS()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder);
        await using var server = FakeServer.Secured(authority.Issue("db.example"));
        var health = Health([Send("x")]) with { Tls = new ProbeTlsConfig { CaFile = authority.Pem } };
        var outcome = await TriedProbe.OnceAsync(health, server.Address);
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        Assert.That(outcome.Findings!.CertificateExpires, Is.Not.Null);
    }

    private static ProbeStep Send(string text) => new() { Send = ProbeBytes.FromText(text) };

    private static ProbeStep Expect(string text) => new() { Expect = ProbeBytes.FromText(text) };

    private static ProbeStep Contains(string text, int within = 4096) =>
        new() { Contains = ProbeBytes.FromText(text), Within = within };

    private static ProbeStep Matches(string expression, int within = 4096) =>
        new() { Matches = expression, Within = within };

    private static HealthConfig Health(ProbeStep[] steps) => new() { Steps = new ValueList<ProbeStep>(steps) };

    private static TestCaseData Case(string answer, string cause, params ProbeStep[] steps) =>
        new TestCaseData(answer, cause, steps).SetArgDisplayNames(answer, cause, $"{steps.Length} steps");
}
