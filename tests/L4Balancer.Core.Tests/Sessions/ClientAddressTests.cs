using System.Net;
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
