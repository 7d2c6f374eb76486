using L4Balancer.Core.Config;
using L4Balancer.Core.Table;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Core.Tests.Table;

/// <summary>The pool that routes choose for a hello.</summary>
public sealed class RouteTableTests
{
    private static readonly RouteTable Several = new(
    [
        Route("h2", ["www.example.com"], "h2"),
        Route("exact", ["www.example.com", "shop.example.com."]),
        Route("below", ["*.example.com"]),
        Route("pg", ["*.db.example.org"], "postgresql"),
        Route("mail", [], "imap", "pop3"),
        Route("deep", ["*.a.db.example.org", "*.org"]),
    ]);

    [TestCase("www.example.com", "h2", ExpectedResult = "h2")]
    [TestCase("www.example.com", "x h2", ExpectedResult = "h2")]
    [TestCase("WWW.EXAMPLE.COM", "http/1.1", ExpectedResult = "exact")]
    [TestCase("www.example.com", "", ExpectedResult = "exact")]
    [TestCase("shop.example.com", "", ExpectedResult = "exact", TestName = "A dot at the end of a route")]
    [TestCase("other.example.com", "h2", ExpectedResult = "below")]
    [TestCase("a.b.c.example.com", "", ExpectedResult = "below")]
    [TestCase("example.com", "", ExpectedResult = null, TestName = "A domain is not below itself")]
    [TestCase("xexample.com", "", ExpectedResult = null)]
    [TestCase("com", "", ExpectedResult = null)]
    [TestCase("x.a.db.example.org", "postgresql", ExpectedResult = "pg", TestName = "The first one, not the longest")]
    [TestCase("x.a.db.example.org", "pop3", ExpectedResult = "mail")]
    [TestCase("x.a.db.example.org", "h2", ExpectedResult = "deep")]
    [TestCase("example.org", "", ExpectedResult = "deep")]
    [TestCase(null, "imap", ExpectedResult = "mail")]
    [TestCase(null, "", ExpectedResult = null)]
    [TestCase("www.example.com", "imap", ExpectedResult = "exact")]
    public string? The_first_route_that_fits_is_used(string? name, string protocols) =>
        PoolFor(Several, name, protocols.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Test]
    public void A_route_with_neither_is_for_all_of_TLS() =>
        Assert.That(PoolFor(new RouteTable([Route("a", ["a"]), Route("rest", [])]), null), Is.EqualTo("rest"));

    /// <summary>The same as going through the list in its order.</summary>
    [Test]
    public void Random_tables_route_as_their_list_reads()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] names = ["a.x", "b.x", "x", "a.b.x", "c.a.b.x", "y"];
        string[] protocols = ["h2", "pg", "z"];
        for (var i = 0; i < 3000; i++)
        {
            var routes = Enumerable.Range(0, random.Next(1, 8)).Select(n => Route(
                $"p{n}",
                [.. Some(random, names).Select(s => random.Next(2) == 0 ? s : $"*.{s}")],
                [.. Some(random, protocols)])).ToList();
            var (name, offered) = (random.Next(7) == 0 ? null : names[random.Next(6)], Some(random, protocols));
            var expected = routes.Find(r => Fits(r, name, offered))?.Pool;
            Assert.That(PoolFor(new RouteTable(routes), name, offered), Is.EqualTo(expected), $"seed {seed}, {i}");
        }
    }

    /// <summary>A look-up allocates nothing, and its cost does not grow with the routes.</summary>
    [Test]
    public void Ten_thousand_routes_are_found_by_name()
    {
        var table = new RouteTable(
            [.. Enumerable.Range(0, 10_000).Select(i => Route($"p{i}", [$"t{i}.example.com", $"*.t{i}.example.com"]))]);
        for (var i = 0; i < 10_000; i += 97)
        {
            Assert.That(PoolFor(table, $"t{i}.example.com"), Is.EqualTo($"p{i}"));
            Assert.That(PoolFor(table, $"db.t{i}.example.com"), Is.EqualTo($"p{i}"));
        }

        Assert.That(PoolFor(table, "t10000.example.com"), Is.Null);
        var bytes = HelloBytes.For("db.t9999.example.com", "h2").Records();
        var reader = new ClientHelloReader(Limits.ClientHelloMax);
        reader.Read(bytes, out var hello);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) table.PoolFor(hello);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static bool Fits(RouteConfig route, string? name, string[] offered) =>
        (route.Alpn.Count == 0 || route.Alpn.Intersect(offered).Any())
        && (route.Sni.Count == 0 || route.Sni.Any(s =>
            name is not null && (s == name || (s[0] == '*' && name.EndsWith(s[1..], StringComparison.Ordinal)))));

    private static string[] Some(Random random, string[] of) =>
        [.. of.Where(_ => random.Next(3) == 0)];

    private static string? PoolFor(RouteTable table, string? name, params string[] protocols)
    {
        var reader = new ClientHelloReader(Limits.ClientHelloMax);
        var state = reader.Read(HelloBytes.For(name, protocols).Records(), out var hello);
        Assert.That(state, Is.EqualTo(HelloState.Complete));
        return table.PoolFor(hello);
    }

    private static RouteConfig Route(string pool, string[] sni, params string[] alpn) =>
        new() { Pool = pool, Sni = [.. sni], Alpn = [.. alpn] };
}
