namespace L4Balancer.Core.Tests.Config;

/// <summary>Warnings about a valid config.</summary>
public sealed class WarningTests
{
    private const string Never =
        "so policy first never fills it: the backends after it get sessions only while it is down "
        + "(max-connections on every backend but the last)";

    [TestCaseSource(nameof(Cases))]
    public void Warning_has_location_and_problem(string yaml, string[] warnings) => Lb.Warns(yaml, warnings);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Lb.Case("Nothing_to_warn_of", Lb.WithPool());
        yield return Lb.Case(
            "Keys_without_effect",
            "engine: portable\nrelay: copy\nworkers: auto\npin-workers: true\n" + Lb.WithPool(),
            "lb.yaml:2:8: relay: has no effect on the portable engine",
            "lb.yaml:3:10: workers: has no effect on the portable engine",
            "lb.yaml:4:14: pin-workers: has no effect on the portable engine");
        yield return Lb.Case(
            "Dead_peers_that_would_not_be_detected",
            Lb.WithPool("tcp: { keepalive: false }"),
            "lb.yaml:4:23: pools.p.tcp.keepalive: with keepalive and an idle timeout off, sessions of a vanished "
            + "peer are never ended (keepalive: true, or timeouts with both client-idle and server-idle)");
        yield return Lb.Case(
            "Idle_timeouts_in_place_of_keepalive",
            Lb.WithPool("tcp: { keepalive: false }", "timeouts: { client-idle: 1h, server-idle: 1h }"));
        yield return Lb.Case(
            "Weights_from_an_agent_that_is_not_asked",
            Lb.WithPool("weigh-by: cpu"),
            "lb.yaml:4:15: pools.p.weigh-by: has no effect, because no agent is asked "
            + "(health: { agent: { port: 9707 } })");
        yield return Lb.Case(
            "Weights_from_an_agent", Lb.WithPool("weigh-by: cpu", "health: { agent: { port: 9707 } }"));
        yield return Lb.Case("The_portable_engine_needs_no_warning", "engine: portable\n" + Lb.WithPool());
        yield return Lb.Case(
            "Nor_do_the_keys_of_the_native_engine", "relay: copy\nworkers: 3\npin-workers: true\n" + Lb.WithPool());
        yield return Lb.Case(
            "Timeout_longer_than_interval",
            Lb.WithPool("health: { interval: 1s, timeout: 2s }"),
            "lb.yaml:4:38: pools.p.health.timeout: timeout 2s is longer than interval 1s, so a hung backend is "
            + "probed less often than interval says (a timeout of at most 1s)");
        yield return Lb.Case(
            "Interval_shorter_than_the_default_timeout",
            Lb.WithPool("health: { interval: 500ms }"),
            "lb.yaml:4:25: pools.p.health.interval: timeout 1s is longer than interval 500ms, so a hung backend is "
            + "probed less often than interval says (a timeout of at most 500ms)");
        yield return Lb.Case(
            "Policy_first_behind_a_backend_without_a_limit",
            Lb.WithPool("policy: first", "backends: [{ address: a:1, max-connections: 5 }, b:1, c:1, d:1]"),
            $"lb.yaml:5:54: pools.p.backends[1]: b:1 has no max-connections, {Never}");
        yield return Lb.Case(
            "Policy_first_counts_each_tier_for_itself",
            Lb.WithPool("policy: first", "backends: [a:1, { address: b:1, backup: true }]"));
        yield return Lb.Case(
            "Rate_limits_that_are_never_reached",
            "listeners:\n  l: { bind: ':1', backends: [a:1], rate-limit: {\n"
            + "      session: { upload: 2MiB/s, download: 1MiB/s }, source: { upload: 2MiB/s },\n"
            + "      listener: { download: 2MiB/s } } }\n",
            "lb.yaml:3:26: listeners.l.rate-limit.session.upload: is never reached: that of source is not higher "
            + "(a rate below that of source, or none)");
        yield return Lb.Case(
            "A_rate_limit_that_limits_nothing",
            "listeners:\n  l: { bind: ':1', backends: [a:1], rate-limit: { session: {} } }\n",
            "lb.yaml:2:49: listeners.l.rate-limit: limits nothing (upload or download of session, source or listener)");
        foreach (var admin in Admin()) yield return admin;
        foreach (var names in Names()) yield return names;
    }

    private static IEnumerable<TestCaseData> Names()
    {
        yield return Lb.Case(
            "Host_names_of_containers_need_no_warning",
            Lb.WithPool("backends: [my_db:1, redis.1:1, stack_redis.1.abc:1, _pg.2:1, 3com.test:1, a1.:1]"));
        yield return Lb.Case(
            "Localhost_is_two_backends",
            Lb.WithPool("backends: [localhost:5, { address: localhost:6, address-family: any }]"),
            "lb.yaml:4:29: pools.p.backends[1]: localhost stands for 127.0.0.1 and ::1, two backends, each with its "
            + "own limit and weight (address-family: prefer-ipv4, or the address itself)");
        yield return Lb.Case(
            "A_backend_that_is_a_listener_of_its_own",
            "listeners: { l: { bind: [':7', '10.0.0.1:8'], backends: ['127.0.0.1:7', '10.0.0.1:8', '10.0.0.2:7'] } }\n",
            "lb.yaml:1:58: listeners.l.backends[0]: 127.0.0.1:7 is this balancer's own listener on *:7: sessions to "
            + "it would loop (the address of another server)",
            "lb.yaml:1:73: listeners.l.backends[1]: 10.0.0.1:8 is this balancer's own listener on 10.0.0.1:8: "
            + "sessions to it would loop (the address of another server)");
    }

    private static IEnumerable<TestCaseData> Admin()
    {
        const string Operator = "anyone who can open one is an operator";
        const string UnixOnly = "has no effect because admin listens only on unix sockets";
        const string Remedy = "(tls, or a loopback address behind a proxy that terminates TLS)";
        yield return Lb.Case(
            "Admin_of_this_machine_needs_no_warning",
            "admin: { bind: ['127.0.0.1:2', '[::1]:2', 'unix:/a'], socket-mode: '0600', operator-token-file: /t }\n"
                + Lb.WithPool());
        yield return Lb.Case(
            "Nor_does_admin_with_tls",
            "admin: { bind: ':2', operator-token-file: /t, tls: { certificate: /c, key: /k } }\n" + Lb.WithPool());
        yield return Lb.Case(
            "Keys_of_admin_without_effect_on_a_unix_socket",
            "admin:\n  bind: unix:/a\n  operator-token-file: /t\n  reader-token-file: /t\n"
                + "  tls: { certificate: /c, key: /k }\n" + Lb.WithPool(),
            $"lb.yaml:3:24: admin.operator-token-file: {UnixOnly}: {Operator}",
            $"lb.yaml:4:22: admin.reader-token-file: {UnixOnly}: {Operator}",
            $"lb.yaml:5:8: admin.tls: {UnixOnly}");
        yield return Lb.Case(
            "Socket_mode_without_a_socket",
            "admin: { bind: '127.0.0.1:2', socket-mode: '0600' }\n" + Lb.WithPool(),
            "lb.yaml:1:44: admin.socket-mode: has no effect because admin does not listen on a unix socket");
        yield return Lb.Case(
            "Tokens_in_clear_text_cause_one_warning",
            "admin: { bind: ['127.0.0.1:2', ':3', '10.0.0.1:4'], reader-token-file: /t }\n" + Lb.WithPool(),
            $"lb.yaml:1:32: admin.bind[1]: tokens are sent to *:3 in clear text {Remedy}");
    }
}
