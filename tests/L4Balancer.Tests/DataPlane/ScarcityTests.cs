using System.Globalization;
using L4Balancer.Tests.Children;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A machine that is short of a resource: the balancer reports it, waits, blames no backend, and recovers by itself.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
[Platform("Linux")]
internal sealed class ScarcityTests(TestedEngine engine)
{
    [Test]
    public async Task With_no_local_port_left_a_client_is_refused_and_no_backend_is_blamed()
    {
        Needs.Programs("unshare", "ip");
        var told = await ChildProcess.RunScenarioAsync("unshare --net", "out-of-ports", engine);
        Assert.That(told, Is.EqualTo(new Dictionary<string, string> { ["blamed"] = "0", ["served-again"] = "True" }));
    }

    [Test]
    public async Task More_source_addresses_have_more_ports()
    {
        Needs.Programs("unshare", "ip");
        var told = await ChildProcess.RunScenarioAsync("unshare --net", SourcePortsScenario.Name, engine);
        await TestContext.Out.WriteLineAsync(string.Join(", ", told.Select(t => $"{t.Key} {t.Value}")));
        var ports = int.Parse(told["ports"], CultureInfo.InvariantCulture);
        Assert.That(told["from-one"], Is.EqualTo($"{ports}"));
        Assert.That(told["from-four"], Is.EqualTo($"{4 * ports}"));
        Assert.That(told["in-use"], Is.EqualTo($"{5 * ports}"));
        Assert.That(told["blamed"], Is.EqualTo("0"));
    }

    [Test]
    public async Task One_backend_has_more_connections_than_one_source_address_has_ports()
    {
        Needs.Programs("unshare", "ip");
        var told = await ChildProcess.RunScenarioAsync("unshare --net", ManyConnectionsScenario.Name, engine);
        var ports = int.Parse(told["ports-of-one-address"], CultureInfo.InvariantCulture);
        Assert.That(told["in-use"], Is.EqualTo(told["served"]));
        Assert.That(int.Parse(told["in-use"], CultureInfo.InvariantCulture), Is.GreaterThan(ports));
        Assert.That(told["blamed"], Is.EqualTo("0"));
    }

    /// <summary>
    /// The kernel may assign to an outgoing connection the very port that it connects to; the connection then meets
    /// itself, and every byte of the client would be returned to it.
    /// </summary>
    [Test]
    public async Task A_connect_that_meets_itself_is_a_refused_one()
    {
        Needs.Programs("unshare", "ip");
        var told = await ChildProcess.RunScenarioAsync("unshare --net", "self-connect", engine);
        Assert.That(told, Is.EqualTo(new Dictionary<string, string> { ["client-sees"] = "Reset", ["failures"] = "1" }));
    }

    [Test]
    public async Task A_peer_whose_machine_is_gone_is_noticed_with_and_without_bytes_on_their_way()
    {
        Needs.Programs("unshare", "ip", "nft");
        var told = await ChildProcess.RunScenarioAsync("unshare --net", "dead-peer", engine);
        Assert.That(
            told,
            Is.EqualTo(new Dictionary<string, string>
            {
                ["idle-backend-sees"] = "Reset",
                ["answering-backend-sees"] = "Reset",
                ["paused-backend-sees"] = "ConnectionReset",
            }));
    }
}
