namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors and warnings about routes and the keys around them.</summary>
public sealed class RouteErrorTests
{
    private const string Remedy = "(put it before that one, or remove it)";

    [TestCaseSource(nameof(Wrong))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    [TestCaseSource(nameof(Doubtful))]
    public void Warning_has_location_and_problem(string yaml, string[] warnings) => Lb.Warns(yaml, warnings);

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Lb.Case(
            "Pool_of_a_route_missing", With("routes: [{ sni: a.example, pool: qq }, { sni: b, pool: q }]"),
            "lb.yaml:5:38: listeners.l.routes[0].pool: there is no pool qq (did you mean q?)");
        yield return Lb.Case(
            "Name_of_a_route_wrong", With("routes: [{ sni: 'a.*.example', pool: q }]"),
            "lb.yaml:5:21: listeners.l.routes[0].sni: a.*.example is not a name of TLS "
            + "(letters, digits, _ and - between dots, without - at either end)");
        yield return Lb.Case(
            "Name_of_every_client", With("routes: [{ sni: '*', pool: q }]"),
            "lb.yaml:5:21: listeners.l.routes[0].sni: * is not a name "
            + "(omit sni for every client that speaks TLS)");
        yield return Lb.Case(
            "Address_as_a_name", With("routes: [{ sni: [10.0.0.1, 'fd00::1'], pool: q }]"),
            "lb.yaml:5:22: listeners.l.routes[0].sni[0]: 10.0.0.1 is an IP address, which clients do not send as a "
            + "name (RFC 6066) (a name such as db.example.com, or *.example.com for all below it)",
            "lb.yaml:5:32: listeners.l.routes[0].sni[1]: fd00::1 is an IP address, which clients do not send as a "
            + "name (RFC 6066) (a name such as db.example.com, or *.example.com for all below it)");
        yield return Lb.Case(
            "Same_name_twice",
            With("routes:", "  - { sni: [b, a.example], pool: q }", "  - { sni: A.example., pool: q }"),
            "lb.yaml:7:9: listeners.l.routes[1]: no client reaches this route by a.example.: the one on line 6 takes "
            + $"all of them {Remedy}");
        yield return Lb.Case(
            "Name_below_an_earlier_domain",
            With("routes:", "  - { sni: '*.example', pool: q }", "  - { sni: [x, a.b.example], alpn: h2, pool: q }"),
            "lb.yaml:7:9: listeners.l.routes[1]: no client reaches this route by a.b.example: the one on line 6 takes "
            + $"all of them {Remedy}");
        yield return Lb.Case(
            "Domain_below_an_earlier_domain",
            With("routes:", "  - { sni: '*.example', pool: q }", "  - { sni: '*.b.example', pool: q }"),
            "lb.yaml:7:9: listeners.l.routes[1]: no client reaches this route by *.b.example: the one on line 6 takes "
            + $"all of them {Remedy}");
        yield return Lb.Case(
            "Protocols_of_an_earlier_route",
            With("routes:", "  - { alpn: [h2, http/1.1], pool: q }", "  - { sni: a, alpn: h2, pool: q }"),
            $"lb.yaml:7:9: listeners.l.routes[1]: no client reaches this route: the one on line 6 takes all of them "
            + Remedy);
        yield return Lb.Case(
            "Routes_after_one_for_all",
            With("routes:", "  - { pool: q }", "  - { sni: a, pool: q }"),
            $"lb.yaml:7:9: listeners.l.routes[1]: no client reaches this route: the one on line 6 takes all of them "
            + Remedy);
        yield return Lb.Case(
            "Keys_without_routes",
            With("preread-timeout: 1s", "preread-size: 2KiB", "on-no-route: refuse", "first-byte-timeout: 1s"),
            "lb.yaml:5:5: listeners.l.preread-timeout: has no effect without routes (remove it, or add routes)",
            "lb.yaml:6:5: listeners.l.preread-size: has no effect without routes (remove it, or add routes)",
            "lb.yaml:7:5: listeners.l.on-no-route: has no effect without routes (remove it, or add routes)",
            "lb.yaml:8:5: listeners.l.first-byte-timeout: has no effect without routes or connect: on-data "
            + "(remove it, or add routes)");
    }

    private static IEnumerable<TestCaseData> Doubtful()
    {
        yield return Lb.Case(
            "Routes_in_their_order",
            With("routes:", "  - { sni: a.example, alpn: h2, pool: q }", "  - { sni: [a.example, b.example], pool: q }",
                "  - { sni: '*.example', pool: q }", "  - { sni: example, pool: q }", "  - { alpn: h2, pool: q }",
                "  - { pool: q }"));
        yield return Lb.Case(
            "Routes_and_on_data", With("routes: [{ sni: a, pool: q }]", "connect: on-data"),
            "lb.yaml:6:14: listeners.l.connect: has no effect: routes wait for the first bytes anyway (remove it)");
        yield return Lb.Case(
            "Routes_to_servers_that_speak_first", With("routes: [{ sni: a, pool: q }, { sni: b, pool: m }]"),
            "lb.yaml:5:13: listeners.l.routes: a MySQL server speaks first, so clients of pool m wait for it in vain "
            + "until first-byte-timeout (a listener of its own for the pool)");
        yield return Lb.Case(
            "On_data_with_servers_that_speak_first",
            "listeners:\n  m: { bind: ':1', connect: on-data, protocol: mysql, backends: [a:1] }\n",
            "lb.yaml:2:29: listeners.m.connect: a MySQL server speaks first, so clients of pool m wait for it in vain "
            + "until first-byte-timeout (connect: at-once)");
    }

    /// <summary>A config with a listener; the lines begin at line 5, column 5, under <c>listeners.l</c>.</summary>
    private static string With(params string[] lines) =>
        "listeners:\n  l:\n    bind: ':1'\n    pool: p\n" + string.Concat(lines.Select(l => $"    {l}\n"))
        + "  m: { bind: ':2', pool: q }\n  n: { bind: ':3', pool: m }\n"
        + "pools:\n  p: { backends: [a:1] }\n  q: { backends: [a:1] }\n  m: { protocol: mysql, backends: [a:1] }\n";
}
