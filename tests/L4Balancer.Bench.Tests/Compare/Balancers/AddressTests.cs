using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Balancers;

namespace L4Balancer.Bench.Tests.Compare.Balancers;

internal sealed class AddressTests
{
    [TestCase("2026-11-21 23:39:04.970 info: l4balancer[112] Listener a accepts on 127.0.0.1:43441", 43441)]
    [TestCase("2026-11-21 23:39:04.966 info: l4balancer[100] L4Balancer 0.1.0 serves with the portable engine", null)]
    [TestCase("", null)]
    public void Our_balancer_logs_where_it_accepts(string line, int? port) =>
        Assert.That(OwnBalancer.AddressIn(line), Is.EqualTo(Loopback(port)));

    [TestCase("listening 127.0.0.1:43441", 43441)]
    [TestCase("127.0.0.1:43441", null)]
    public void Our_server_prints_its_address(string line, int? port) =>
        Assert.That(OwnBackend.AddressIn(line), Is.EqualTo(Loopback(port)));

    [TestCase("--with-stream --with-http_ssl_module")]
    [TestCase("nginx version: nginx/1.31.0\nconfigure arguments: --prefix=/opt --with-stream")]
    public void A_stream_module_that_is_built_in_is_not_loaded(string build) =>
        Assert.That(NginxBalancer.ModuleFor(build), Is.Null);

    private static IPEndPoint? Loopback(int? port) => port is { } p ? new IPEndPoint(IPAddress.Loopback, p) : null;
}
