using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>The unit of the agent in a machine, started and asked as on a server.</summary>
internal sealed class AgentUnitTests : ServiceFixture
{
    private const string Unit = "l4balancer-agent.service";
    private const int AgentPort = 9707;

    [Test]
    public async Task The_unit_answers_and_reports_the_state_that_root_writes()
    {
        File.Copy(
            Repository.PathOf("systemd", Unit), Machine.PathOf("/etc/systemd/system/" + Unit), overwrite: true);
        (await Machine.RunAsync("systemctl", "daemon-reload")).OrThrow();
        var faults = await Machine.RunAsync("systemd-analyze", "verify", Unit);
        Assert.That((faults.ExitCode, faults.Output + faults.Errors), Is.EqualTo((0, "")));
        (await Machine.RunAsync("systemctl", "start", Unit)).OrThrow();
        var answer = await SaysAsync(said => said.Health == AgentHealth.Up);
        Assert.That(answer.Percent, Is.InRange(1, 100));
        Assert.That(answer.Comment, Does.Contain("cpu=").And.Contain("memory="), "It may read /proc.");
        const string Write = "echo 'drain # kernel update' > /run/l4balancer-agent/state";
        (await Machine.RunAsync("sh", "-c", Write)).OrThrow();
        answer = await SaysAsync(said => said.Intent == AgentIntent.Drain);
        Assert.That(answer.Comment, Does.StartWith("kernel update; "));
        (await Machine.RunAsync("systemctl", "stop", Unit)).OrThrow();
    }

    private Task<AgentAnswer> SaysAsync(Func<AgentAnswer, bool> isSo) =>
        Eventually.GetAsync("the agent's answer", Loopback.Patience, AskAsync, isSo);

    private async Task<AgentAnswer> AskAsync()
    {
        try
        {
            using var socket = await Network.ConnectAsync(AgentPort);
            using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
            var line = await reader.ReadLineAsync(Loopback.Deadline) ?? "";
            return AgentLine.Parse(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new AgentAnswer(); // It has not begun to listen.
        }
    }
}
