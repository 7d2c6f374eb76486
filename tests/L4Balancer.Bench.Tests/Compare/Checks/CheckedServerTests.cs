using System.Net.Sockets;
using L4Balancer.Bench.Compare.Checks;

namespace L4Balancer.Bench.Tests.Compare.Checks;

internal sealed class CheckedServerTests
{
    [Test]
    public async Task Addresses_are_distinct_and_accept_connections_which_are_counted()
    {
        using var server = new CheckedServer();
        var addresses = server.Addresses(10_000);
        Assert.That(addresses, Is.Unique);
        var before = ConnectCounter.Read();
        foreach (var address in new[] { addresses[0], addresses[4_999], addresses[^1] })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address).WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.That(ConnectCounter.Read() - before, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void The_counter_is_found_by_its_name() => Assert.That(
        ConnectCounter.Parse(["Ip: Forwarding", "Ip: 1", "Tcp: RtoMin ActiveOpens PassiveOpens", "Tcp: 200 17 4"]),
        Is.EqualTo(17));
}
