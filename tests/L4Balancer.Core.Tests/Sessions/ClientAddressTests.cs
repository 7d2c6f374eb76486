using System.Net;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Sessions;

public sealed class ClientAddressTests
{
    [TestCase("10.0.0.1", 51234, "10.0.0.1:51234")]
    [TestCase("2001:db8::1", 80, "[2001:db8::1]:80")]
    [TestCase("::ffff:10.0.0.1", 80, "10.0.0.1:80")]
    public void Its_text_is_the_address_with_the_port(string ip, int port, string text) =>
        Assert.That(Of(ip, port).ToString(), Is.EqualTo(text));

    [Test]
    public void A_client_of_a_unix_socket_has_no_address()
    {
        Assert.That(default(ClientAddress).ToIp(), Is.Null);
        Assert.That(default(ClientAddress).ToString(), Is.EqualTo("unix"));
    }

    [Test]
    public void An_IPv4_address_mapped_into_IPv6_is_the_IPv4_address()
    {
        var client = Of("::ffff:10.0.0.1", 80);
        Assert.That(client == Of("10.0.0.1", 80), Is.True);
        Assert.That(client.Ip.ToArray(), Is.EqualTo((byte[])[10, 0, 0, 1]));
        Assert.That(ClientHash.Of(client), Is.EqualTo(ClientHash.Of(Of("10.0.0.1", 99))));
    }

    [TestCase("10.0.0.1")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase("2001:db8::1")]
    public void The_end_point_of_a_socket_gives_the_same_value_as_its_bytes(string ip) =>
        Assert.That(ClientAddress.Of(new IPEndPoint(IPAddress.Parse(ip), 80)) == Of(ip, 80), Is.True);

    [Test]
    public void An_end_point_without_an_ip_address_is_a_unix_socket()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ClientAddress.Of(new DnsEndPoint("db", 80)).IsUnix, Is.True);
            Assert.That(ClientAddress.Of(null).IsUnix, Is.True);
            Assert.That(ClientHash.Of(default), Is.Zero);
        }
    }

    [Test]
    public void An_address_of_another_length_is_refused() =>
        Assert.That(() => new ClientAddress([10, 0, 0], 80), Throws.TypeOf<InvariantException>());

    [Test]
    public void Two_are_equal_when_address_and_port_are()
    {
        var one = Of("10.0.0.1", 80);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Of("10.0.0.1", 80) == one, Is.True);
            Assert.That(Of("10.0.0.1", 80).GetHashCode(), Is.EqualTo(one.GetHashCode()));
            Assert.That(Of("10.0.0.1", 81) != one, Is.True);
            Assert.That(Of("10.0.0.2", 80) != one, Is.True);
            Assert.That(Of("::", 80) != Of("0.0.0.0", 80), Is.True);
        }
    }

    private static ClientAddress Of(string ip, int port) => new(IPAddress.Parse(ip).GetAddressBytes(), port);
}
