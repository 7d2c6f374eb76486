using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Host names that cannot be resolved, or only to unusable addresses.</summary>
public sealed class FailingNamesTests
{
    private static readonly NameFailed Failed = new("h", NameTrouble.NotFound, "no such host (NXDOMAIN)");

    [Test]
    public void A_name_that_fails_keeps_its_addresses_and_is_told_once()
    {
        var it = Resolved(1);
        it.At(10).Do(Failed);
        it.At(20).Do(Failed);
        it.At(30).Do(Failed with { Trouble = NameTrouble.NoAnswer, Cause = "no answer" });
        Assert.That(it.Notices, Is.EqualTo(new[] { new NameFailing("p", "h", "no such host (NXDOMAIN)") }));
        Assert.That((it.Published, it.Used()), Is.EqualTo((0, "1")));
        Assert.That(it.State.Names["h"].Failure, Is.EqualTo(
            new NameFailure(NameTrouble.NoAnswer, "no answer", TimeSpan.FromSeconds(10))), "The latest reason.");
    }

    [Test]
    public void Its_recovery_is_told_with_how_long_it_took()
    {
        var it = Resolved(1);
        it.At(10).Do(Failed);
        it.Forget();
        it.At(25).Resolve("h", 1);
        Assert.That(it.Notices, Is.EqualTo(new[] { new NameRecovered("p", "h", TimeSpan.FromSeconds(15)) }));
        Assert.That(it.State.Names["h"].Failure, Is.Null);
        it.Forget();
        it.At(55).Resolve("h", 1);
        Assert.That(it.Effects, Is.Empty);
    }

    [Test]
    public void Every_pool_with_the_name_is_told_and_none_without()
    {
        var it = Controlled.With(Pool("p", HostEntry("h")), Pool("q", HostEntry("h")), Pool("r", Entry(1)));
        it.Do(Failed);
        Assert.That(it.Notices.Select(notice => notice.Pool), Is.EqualTo(new[] { "p", "q" }));
    }

    [Test]
    public void A_failure_of_a_name_that_left_the_config_is_nothing()
    {
        var it = Resolved(1);
        it.Reload(Pool("p", Entry(1)));
        it.Forget();
        it.Do(Failed);
        Assert.That((it.Effects.Count, it.State.Names.Count), Is.EqualTo((0, 0)));
    }

    [TestCase("0.0.0.0")]
    [TestCase("::")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("ff02::1")]
    [TestCase("fe80::1")]
    public void An_address_that_names_no_host_is_not_used_and_that_is_told(string ip)
    {
        var it = Resolved(1);
        it.Do(new NameResolved("h", [Address(1).Ip!, IPAddress.Parse(ip)]));
        Assert.That(it.Used(), Is.EqualTo("1"));
        var told = it.Notices.OfType<AddressIgnored>().Single();
        Assert.That((told.Address.Ip!.ToString(), told.HostName), Is.EqualTo((ip, "h")));
        it.Forget();
        it.Do(new NameResolved("h", [Address(1).Ip!, IPAddress.Parse(ip)]));
        Assert.That(it.Effects, Is.Empty);
    }

    [Test]
    public void A_name_with_no_other_address_fails_and_keeps_those_it_had()
    {
        var it = Resolved(1);
        it.Do(new NameResolved("h", [IPAddress.Any]));
        Assert.That(it.Used(), Is.EqualTo("1"));
        Assert.That(it.State.Names["h"].Failure!.Trouble, Is.EqualTo(NameTrouble.Unusable));
        Assert.That(it.Notices.OfType<NameFailing>().Single().Cause, Is.EqualTo(
            "it resolves to 0.0.0.0, which is no host but this machine"));
    }

    /// <summary>A listener, the addresses of this machine, an address of the name, and whether it is used.</summary>
    [TestCase("*:1", "", "127.0.0.1", false)]
    [TestCase("*:1", "", "::1", false)]
    [TestCase("0.0.0.0:1", "", "127.0.0.1", false)]
    [TestCase("0.0.0.0:1", "", "::1", true)]
    [TestCase("*:1", "10.0.0.5", "10.0.0.5", false)]
    [TestCase("*:1", "10.0.0.5", "10.0.0.6", true)]
    [TestCase("*:2", "10.0.0.5", "10.0.0.5", true)]
    [TestCase("10.0.0.5:1", "", "10.0.0.5", false)]
    public void A_name_that_leads_back_to_a_listener_of_the_balancer_is_not_used(
        string bind, string own, string ip, bool isUsed)
    {
        var it = new Controlled();
        var listener = new ListenerConfig { Name = "l", Pool = "p", Bind = [Bind(bind)] };
        it.Do(new ConfigAccepted(ConfigOf(Pool("p", HostEntry("h"), Entry(9))) with { Listeners = [listener] })
        {
            OwnAddresses = own.Length == 0 ? [] : [IPAddress.Parse(own)],
        });
        it.Forget();
        it.Do(new NameResolved("h", [IPAddress.Parse(ip)]));
        Assert.That(it.State.FindPool("p")!.Backends.Length, Is.EqualTo(isUsed ? 2 : 1));
        Assert.That(it.Notices.OfType<AddressIgnored>().Count(), Is.EqualTo(isUsed ? 0 : 1));
    }

    [TestCase(AddressFamilies.Any, "10.0.0.1:1 [2001:db8::1]:1")]
    [TestCase(AddressFamilies.Ipv4, "10.0.0.1:1")]
    [TestCase(AddressFamilies.Ipv6, "[2001:db8::1]:1")]
    public void An_entry_uses_the_addresses_of_its_family(AddressFamilies family, string expected)
    {
        var it = Controlled.With(Pool("p", HostEntry("h") with { AddressFamily = family }));
        it.Do(new NameResolved("h", [Address(1).Ip!, IPAddress.Parse("2001:db8::1")]));
        Assert.That(
            string.Join(' ', it.State.FindPool("p")!.Backends.Select(b => b.Address.ToString())),
            Is.EqualTo(expected));
    }

    private static Controlled Resolved(params int[] numbers)
    {
        var it = Controlled.With(Pool("p", HostEntry("h")));
        it.Resolve("h", numbers);
        it.Forget();
        return it;
    }

    private static BindAddress Bind(string text)
    {
        var port = int.Parse(text[(text.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var host = text[..text.LastIndexOf(':')];
        return host == "*"
            ? BindAddress.DualStack(port)
            : new BindAddress(NetAddress.FromIp(IPAddress.Parse(host), port), IsDualStack: false);
    }
}
