using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Which addresses the kernel does not let two sockets listen on.</summary>
internal sealed class BindAddressTests
{
    [TestCase(":80", ":80", true)]
    [TestCase(":80", "0.0.0.0:80", true)]
    [TestCase(":80", "[::]:80", true)]
    [TestCase(":80", "127.0.0.1:80", true)]
    [TestCase(":80", "[::1]:80", true)]
    [TestCase("0.0.0.0:80", "127.0.0.1:80", true)]
    [TestCase("[::]:80", "[::1]:80", true)]
    [TestCase("0.0.0.0:80", "[::]:80", false)]
    [TestCase("0.0.0.0:80", "[::1]:80", false)]
    [TestCase("127.0.0.1:80", "127.0.0.2:80", false)]
    [TestCase(":80", ":81", false)]
    [TestCase(":0", ":0", false)]
    [TestCase("unix:/a", "unix:/a", true)]
    [TestCase("unix:/a", "unix:/b", false)]
    [TestCase("unix:/a", ":80", false)]
    public void Addresses_overlap_where_a_client_could_reach_both(string one, string other, bool doOverlap)
    {
        Assert.That(Parse(one).Overlaps(Parse(other)), Is.EqualTo(doOverlap));
        Assert.That(Parse(other).Overlaps(Parse(one)), Is.EqualTo(doOverlap));
    }

    private static BindAddress Parse(string text) =>
        Lb.Model($"listeners: {{ a: {{ bind: \"{text}\", backends: [a:1] }} }}").Listeners[0].Bind[0];
}
