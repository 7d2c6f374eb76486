using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Managed;

/// <summary>The question to an agent, over real sockets.</summary>
internal sealed class AgentProbeTests
{
    private Socket _agent = null!;

    [SetUp]
    public void Start() => _agent = Loopback.Listen();

    [TearDown]
    public void Stop() => _agent.Dispose();

    [TestCase("75%\n", 75)]
    [TestCase("up 30%\r\n", 30)]
    [TestCase("0%\0", 0)]
    public async Task The_line_is_the_answer(string line, int percent)
    {
        var outcome = await AskAsync(line);
        Assert.That(outcome.Findings?.Agent?.Percent, Is.EqualTo(percent));
        Assert.That(outcome.IsGood);
    }

    [Test]
    public async Task A_line_may_arrive_in_parts_and_the_agent_may_stay()
    {
        var asking = new AgentProbe(new AgentProbeSpec(null)).RunAsync(Loopback.AddressOf(_agent), Loopback.Deadline);
        using var server = await Loopback.AcceptAsync(_agent);
        foreach (var part in new[] { "drain 4", "0% # cpu=3", "1 memory=44.4\nand more" }) await server.SendAsync(part);
        var findings = (await asking).Findings!;
        Assert.That((findings.Agent!.Percent, findings.Agent.Intent), Is.EqualTo((40, AgentIntent.Drain)));
        Assert.That((findings.Cpu, findings.Memory), Is.EqualTo((69, 56)));
    }

    [Test]
    public async Task Bytes_to_send_arrive_before_the_answer()
    {
        var spec = new AgentProbeSpec(ProbeBytes.FromText("cache\n"));
        var asking = new AgentProbe(spec).RunAsync(Loopback.AddressOf(_agent), Loopback.Deadline);
        using var server = await Loopback.AcceptAsync(_agent);
        Assert.That(await server.ReadAsync(6), Is.EqualTo("cache\n"));
        await server.SendAsync("50%\n");
        Assert.That((await asking).Findings!.WeightPercent, Is.EqualTo(50));
    }

    [TestCase("", "closed without an answer")]
    [TestCase("75%", "the answer does not end with a newline")]
    public async Task A_line_without_its_end_is_no_answer(string sent, string cause)
    {
        var outcome = await AskAsync(sent);
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((false, cause)));
    }

    [Test]
    public async Task An_endless_line_is_no_answer()
    {
        var outcome = await AskAsync(new string('x', 5000));
        Assert.That(outcome.Cause, Is.EqualTo("the answer is longer than 4096 bytes"));
    }

    [Test]
    public async Task An_agent_that_is_not_there_is_no_answer()
    {
        using var refusing = Loopback.Refuse();
        var outcome = await new AgentProbe(new AgentProbeSpec(null))
            .RunAsync(Loopback.AddressOf(refusing), Loopback.Deadline);
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((false, "connection refused")));
    }

    private async Task<ProbeOutcome> AskAsync(string answer)
    {
        var asking = new AgentProbe(new AgentProbeSpec(null)).RunAsync(Loopback.AddressOf(_agent), Loopback.Deadline);
        using (var server = await Loopback.AcceptAsync(_agent)) await server.SendAsync(answer);
        return await asking;
    }
}
