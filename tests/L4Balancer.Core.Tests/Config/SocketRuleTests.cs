using System.Net;
using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Rules for the source of a pool and the options of listening sockets.</summary>
public sealed class SocketRuleTests
{
    [TestCaseSource(nameof(Errors))]
    public void Error_has_location_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    [TestCaseSource(nameof(Warnings))]
    public void Warning_has_location_and_remedy(string yaml, string[] warnings) => Lb.Warns(yaml, warnings);

    [Test]
    public void Probes_connect_from_the_source_of_their_pool_but_not_as_a_client()
    {
        var pool = Lb.Pool("source: { transparent: true, interface: eth1 }");
        Assert.That(pool.Source.Transparent, Is.True);
        Assert.That(pool.Health.Source, Is.EqualTo(pool.Source with { Transparent = false }));
        Assert.That(Lb.Pool("source: { transparent: true }").Health.Source, Is.Null);
        Assert.That(Lb.Pool().Health.Source, Is.Null);
    }

    [Test]
    public void What_this_machine_does_not_have_is_warned_of()
    {
        var yaml = Lb.WithPool("source: { addresses: [10.0.0.8, 10.0.0.9, 127.0.0.7], interface: eth7 }");
        var result = ConfigReader.Read(
            "lb.yaml", Encoding.UTF8.GetBytes(yaml), [IPAddress.Parse("10.0.0.8")],
            kernel: new KernelTraits { Interfaces = ["lo", "eth0"] });
        Assert.That(result.Warnings.Select(w => w.ToString()), Is.EqualTo(new[]
        {
            "lb.yaml:4:26: pools.p.source.addresses: 10.0.0.9 is on no interface of this machine, so connects from "
                + "it fail (an address of this machine, or freebind)",
            "lb.yaml:4:70: pools.p.source.interface: there is no interface eth7 on this machine, which has lo, eth0 "
                + "(one that is there before the start)",
        }));
    }

    private static IEnumerable<TestCaseData> Errors()
    {
        yield return Lb.Case(
            "A_transparent_source_with_addresses",
            Lb.WithPool("source: { transparent: true, addresses: 10.0.0.9 }"),
            "lb.yaml:4:34: pools.p.source.addresses: has no effect, because the source is transparent: each client's "
            + "own address (addresses, or transparent)");
    }

    private static IEnumerable<TestCaseData> Warnings()
    {
        yield return Lb.Case("A_source", Lb.WithPool("source: { addresses: [10.0.0.8, 10.0.0.9], mark: 7 }"));
        yield return Lb.Case(
            "An_address_twice",
            Lb.WithPool("source: { addresses: [10.0.0.9, 10.0.0.9] }"),
            "lb.yaml:4:26: pools.p.source.addresses: 10.0.0.9 is there twice (each address once)");
        yield return Lb.Case(
            "Freebind_of_nothing",
            Lb.WithPool("source: { freebind: true }"),
            "lb.yaml:4:25: pools.p.source.freebind: has no effect without addresses (addresses of this machine to be)");
        yield return Lb.Case(
            "A_source_for_unix_sockets",
            Lb.WithPool("source: { addresses: 10.0.0.9 }", "backends: ['unix:/run/a.sock']"),
            "lb.yaml:4:13: pools.p.source: has no effect on unix sockets (backends with IP addresses)");
        yield return Lb.Case(
            "No_address_of_a_backends_family",
            Lb.WithPool("source: { addresses: '2001:db8::1' }"),
            "lb.yaml:4:26: pools.p.source.addresses: has no IPv4 address for backend 10.0.0.1:1: the kernel chooses "
            + "its source (an address of each family that backends have)");
        yield return Lb.Case(
            "Limits_of_clients_without_an_address",
            "listeners: { l: { bind: 'unix:/run/l.sock', backends: ['10.0.0.1:1'], access: { allow: 10.0.0.0/8 },\n"
            + "  per-source: { max-connections: 1 } } }\n",
            "lb.yaml:1:79: listeners.l.access: has no effect on unix sockets, whose clients have no address "
            + "(the mode of the socket decides who may connect)",
            "lb.yaml:2:15: listeners.l.per-source: has no effect on unix sockets, whose clients have no address "
            + "(max-connections or connection-rate of the listener)");
        yield return Lb.Case(
            "Clients_without_an_address",
            "listeners: { l: { bind: 'unix:/run/l.sock', backends: ['10.0.0.1:1'], source: { transparent: true } } }\n",
            "lb.yaml:1:25: listeners.l.bind: pool l has a transparent source, and clients of a unix socket have no "
            + "address: they are refused (accept-proxy, or an IP address)");
        yield return Listening(
            "Socket_options_of_a_unix_socket", "'unix:/run/l.sock'", "fast-open: 5", "",
            "lb.yaml:1:79: listeners.l.socket: has no effect on unix sockets (a bind with an IP address)");
        yield return Listening(
            "Freebind_of_a_wildcard", "':1'", "freebind: true", "",
            "lb.yaml:1:77: listeners.l.socket.freebind: has no effect on wildcard addresses (a bind with a single "
            + "address)");
        yield return Listening(
            "Clients_that_wait_for_a_greeting", "':1'", "defer-accept: 3s", ", protocol: mysql",
            "lb.yaml:1:81: listeners.l.socket.defer-accept: MySQL servers speak first: every client would wait that "
            + "long for the greeting (defer-accept: 0)");
    }

    private static TestCaseData Listening(
        string name, string bind, string options, string more, params string[] warnings) => Lb.Case(
        name, $"listeners: {{ l: {{ bind: {bind}, backends: ['10.0.0.1:1'], socket: {{ {options} }}{more} }} }}\n",
        warnings);
}
