namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors and warnings about the PROXY protocol.</summary>
public sealed class ProxyErrorTests
{
    [TestCaseSource(nameof(Wrong))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    [TestCaseSource(nameof(Doubtful))]
    public void Warning_has_location_and_problem(string yaml, string[] warnings) => Lb.Warns(yaml, warnings);

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Lb.Case(
            "Fields_in_version_1", With("send-proxy: { version: v1, tlvs: alpn }"),
            "lb.yaml:4:32: listeners.l.send-proxy.tlvs: version 1 has no fields (version: v2)");
        yield return Lb.Case(
            "A_field_twice", With("send-proxy: { version: v2, tlvs: [alpn, alpn] }"),
            "lb.yaml:4:32: listeners.l.send-proxy.tlvs: names a field twice (each field once)");
        yield return Lb.Case(
            "Probes_with_a_header_that_sessions_do_not_have", With("health: { send-proxy: true }"),
            "lb.yaml:4:15: listeners.l.health.send-proxy: the pool has no send-proxy (send-proxy: v2 in the pool)");
    }

    private static IEnumerable<TestCaseData> Doubtful()
    {
        yield return Lb.Case("Known_proxies", With("accept-proxy: { trusted: 10.0.0.0/8 }", "send-proxy: v1"));
        yield return Lb.Case(
            "Everybody_trusted", With("accept-proxy: { trusted: 0.0.0.0/0 }"),
            "lb.yaml:4:30: listeners.l.accept-proxy.trusted: with 0.0.0.0/0 every client can claim any address "
            + "(the addresses of the proxies in front)");
        yield return Lb.Case(
            "Optional_where_the_server_speaks_first",
            With("accept-proxy: { mode: optional, trusted: 10.0.0.1 }", "protocol: mysql"),
            "lb.yaml:4:27: listeners.l.accept-proxy.mode: a MySQL server speaks first, so trusted clients without a "
            + "header wait for it until timeout (mode: required)");
    }

    private static string With(params string[] lines) =>
        "listeners:\n  l:\n    bind: ':1'\n" + string.Concat(lines.Select(l => $"    {l}\n")) + "    backends: [a:1]\n";
}
