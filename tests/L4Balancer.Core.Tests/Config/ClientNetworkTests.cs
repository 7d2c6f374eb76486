using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Networks of clients, as operators write them.</summary>
public sealed class ClientNetworkTests
{
    [TestCase("10.0.0.0/8", "10.0.0.0/8")]
    [TestCase("10.1.2.3", "10.1.2.3/32")]
    [TestCase("0.0.0.0/0", "0.0.0.0/0")]
    [TestCase("2001:db8::/32", "2001:db8::/32")]
    [TestCase("::1", "::1/128")]
    [TestCase("[::1]", "::1/128")]
    [TestCase("[fd00::]/8", "fd00::/8")]
    public void A_network_or_an_address_is_read(string text, string network) =>
        Assert.That(ClientNetwork.Parse(text, out _)?.ToString(), Is.EqualTo(network));

    [TestCase("999")]
    [TestCase("10.1")]
    [TestCase("010.0.0.1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.0/")]
    [TestCase("10.0.0.0/-1")]
    [TestCase("::/129")]
    [TestCase("fe80::1%eth0")]
    [TestCase("]::")]
    [TestCase("[::1")]
    [TestCase("[[::1]]")]
    [TestCase("[10.0.0.1]")]
    [TestCase("10.0.0.1\0")]
    [TestCase("10.0.0.0/8\0")]
    [TestCase("nobody")]
    [TestCase("")]
    public void What_means_something_else_elsewhere_is_refused(string text)
    {
        Assert.That(ClientNetwork.Parse(text, out var problem), Is.Null);
        Assert.That(problem, Is.EqualTo("is not an IP address or a network such as 10.1.0.0/16"));
    }

    [TestCase("10.1.2.3/8", "10.0.0.0/8")]
    [TestCase("2001:db8::1/64", "2001:db8::/64")]
    public void A_network_with_bits_behind_its_prefix_is_told_what_was_meant(string text, string meant)
    {
        Assert.That(ClientNetwork.Parse(text, out var problem), Is.Null);
        Assert.That(problem, Is.EqualTo($"has bits behind its prefix (did you mean {meant}?)"));
    }
}
