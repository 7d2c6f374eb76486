using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Which addresses of a name with two families are used.</summary>
internal sealed class AddressFamilyTests
{
    private const string Four = "10.0.0.1";
    private const string Six = "2001:db8::1";

    [TestCase(AddressFamilies.PreferIpv4, Four + " " + Six, "10.0.0.1:1")]
    [TestCase(AddressFamilies.PreferIpv4, Six, "[2001:db8::1]:1")]
    [TestCase(AddressFamilies.PreferIpv6, Four + " " + Six, "[2001:db8::1]:1")]
    [TestCase(AddressFamilies.PreferIpv6, Four, "10.0.0.1:1")]
    [TestCase(AddressFamilies.Ipv6, Four, "")]
    [TestCase(AddressFamilies.Any, Four + " " + Six, "10.0.0.1:1 [2001:db8::1]:1")]
    [TestCase(AddressFamilies.PreferIpv4, "0.0.0.0 " + Six, "[2001:db8::1]:1")]
    public void A_family_is_preferred_or_demanded(AddressFamilies family, string answer, string expected) =>
        Assert.That(Answered(With(family), answer), Is.EqualTo(expected));

    [Test]
    public void Localhost_is_one_backend_by_default()
    {
        var it = Controlled.With(Pool("p", HostEntry("localhost")));
        it.Do(new NameResolved("localhost", [IPAddress.Loopback, IPAddress.IPv6Loopback]));
        Assert.That(BackendsOf(it), Is.EqualTo("127.0.0.1:1"));
    }

    [TestCase(AddressFamilies.PreferIpv4)]
    [TestCase(AddressFamilies.Ipv4)]
    public void A_family_missing_from_an_answer_is_used_on_for_the_hold_time(AddressFamilies family)
    {
        var it = With(family);
        Answered(it, $"{Four} 10.0.0.2 {Six}");
        Assert.That(Answered(it.At(60), Six), Is.EqualTo("10.0.0.1:1 10.0.0.2:1"), "One lookup of two failed.");
        Assert.That(Answered(it.At(120), $"10.0.0.2 {Six}"), Is.EqualTo("10.0.0.2:1"));
        Assert.That(Answered(it.At(180), Six), Is.EqualTo("10.0.0.2:1"));
        var after = Answered(it.At(120 + 601), Six);
        Assert.That(after, Is.EqualTo(family == AddressFamilies.Ipv4 ? "" : "[2001:db8::1]:1"), "resolve-hold is over");
        Assert.That(Answered(it.At(800), $"{Four} {Six}"), Is.EqualTo("10.0.0.1:1"));
    }

    [Test]
    public void Several_addresses_of_changing_answers_are_all_of_one_family()
    {
        var it = Controlled.With(Pool("p", HostEntry("h") with { Addresses = 2 }));
        Answered(it, $"{Four} {Six}");
        Assert.That(Answered(it, $"10.0.0.2 {Six}"), Is.EqualTo("10.0.0.1:1 10.0.0.2:1"));
        Assert.That(Answered(it, Six), Is.EqualTo("10.0.0.1:1 10.0.0.2:1"));
    }

    private static Controlled With(AddressFamilies family) =>
        Controlled.With(Pool("p", HostEntry("h") with { AddressFamily = family }));

    private static string Answered(Controlled it, string addresses)
    {
        it.Do(new NameResolved("h", [.. addresses.Split(' ').Select(IPAddress.Parse)]));
        return BackendsOf(it);
    }

    private static string BackendsOf(Controlled it) =>
        string.Join(' ', it.State.FindPool("p")!.Backends.Select(backend => backend.Address.ToString()));
}
