namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors between values, each with line and column.</summary>
public sealed class RuleErrorTests
{
    [TestCaseSource(nameof(Cases))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Lb.Case(
            "No_listeners",
            "pools: {}\n",
            "lb.yaml:1:1: listeners: is missing (a mapping from names to listeners)");
        yield return Lb.Case(
            "Listeners_left_empty",
            "listeners:\n",
            "lb.yaml:1:1: listeners: there are no listeners (at least one, by name)");
        yield return Lb.Case(
            "Agent_without_a_port_and_of_a_host_name",
            Lb.WithPool("health: { agent: { host: db-1 } }"),
            "lb.yaml:4:15: pools.p.health.agent.port: is missing (a whole number from 1 to 65535)",
            "lb.yaml:4:30: pools.p.health.agent.host: db-1 is not an IP address "
                + "(an IP address such as 10.0.0.1 or fd00::1)");
        yield return Lb.Case(
            "Agent_of_a_unix_socket",
            Lb.WithPool("health: { agent: { port: 9707 } }", "backends: ['unix:/run/x']"),
            "lb.yaml:4:15: pools.p.health.agent: backend unix:/run/x has no IP address at which an agent could be "
                + "asked (host: the address of the agent)");
        yield return Lb.Case(
            "Access_that_names_nobody_and_per_source_that_limits_nothing",
            """
                listeners:
                  a:
                    bind: ":1"
                    backends: [a:1]
                    access: { on-deny: close }
                    per-source: { ipv4-prefix: 24 }
                """,
            "lb.yaml:5:5: listeners.a.access: names no networks (allow, deny, allow-file or deny-file)",
            "lb.yaml:6:5: listeners.a.per-source: limits nothing "
                + "(max-connections, connection-rate, or rate-limit.source beside it)");
        yield return Lb.Case(
            "Network_allowed_and_denied",
            """
                listeners:
                  a:
                    bind: ":1"
                    backends: [a:1]
                    access: { allow: 10.0.0.0/8, deny: [10.0.0.0/8] }
                """,
            "lb.yaml:5:34: listeners.a.access.deny: 10.0.0.0/8 is allowed as well (each network in one of the two)");
        yield return Lb.Case(
            "Same_listener_name_twice",
            """
                listeners:
                  a: { bind: ":1", backends: [a:1] }
                  a: { bind: ":2", backends: [a:1] }
                """,
            "lb.yaml:3:3: listeners.a: is written twice, first on line 2 (each key once)");
        yield return Lb.Case(
            "Pool_missing_one_of_a_near_name_there",
            """
                listeners: { a: { bind: ":1", pool: reddis } , b: { bind: ":2", pool: redis } }
                pools: { redis: { backends: [a:1] } }
                """,
            "lb.yaml:1:37: listeners.a.pool: there is no pool reddis (did you mean redis?)");
        yield return Lb.Case(
            "Pool_missing_no_pool_of_a_near_name",
            "listeners: { a: { bind: \":1\", pool: x } }\n",
            "lb.yaml:1:37: listeners.a.pool: there is no pool x (the name of a pool under pools)");
        yield return Lb.Case(
            "Unused_pool",
            """
                listeners: { a: { bind: ':1', pool: p } }
                pools:
                  p: { backends: [a:1] }
                  q: { backends: [a:1] }
                """,
            "lb.yaml:4:3: pools.q: no listener uses this pool (pool: q in a listener, or remove it)");
        yield return Lb.Case(
            "Neither_pool_nor_backends",
            "listeners:\n  a: { bind: \":1\" }\n",
            "lb.yaml:2:3: listeners.a: has neither pool nor backends (use pool, or backends)");
        yield return Lb.Case(
            "Both_pool_and_backends",
            """
                listeners:
                  a: { bind: ':1', pool: p, backends: [a:1] }
                pools: { p: { backends: [a:1] } }
                """,
            "lb.yaml:2:29: listeners.a.backends: pool and backends are both set (use pool, or backends)");
        yield return Lb.Case(
            "Pool_of_the_name_of_a_listener_with_backends",
            """
                listeners:
                  a: { bind: ':1', backends: [a:1] }
                  b: { bind: ':2', pool: a }
                pools:
                  a: { backends: [a:1] }
                """,
            "lb.yaml:5:3: pools.a: the listener a has inline backends, which define a pool of the same name "
                + "(another name, or pool: a in the listener instead of backends)");
        yield return Lb.Case(
            "Key_of_a_pool_in_a_listener_that_refers_to_one",
            """
                listeners:
                  a: { bind: ':1', pool: p, policy: first }
                pools: { p: { backends: [a:1] } }
                """,
            "lb.yaml:2:29: listeners.a.policy: is a key of a pool, and this listener refers to one (move it to the "
            + "pool)");
        yield return Lb.Case(
            "Same_bind_twice",
            """
                listeners:
                  a: { bind: "10.0.0.1:80", backends: [a:1] }
                  b: { bind: "10.0.0.1:80", backends: [a:1] }
                """,
            "lb.yaml:3:14: listeners.b.bind: 10.0.0.1:80 overlaps 10.0.0.1:80 on line 2 (each address and "
                + "port once)");
        yield return Lb.Case(
            "Wildcard_over_an_address_of_its_family",
            "listeners: { a: { bind: [\"127.0.0.1:80\", \"0.0.0.0:80\"], backends: [a:1] } }\n",
            "lb.yaml:1:42: listeners.a.bind[1]: 0.0.0.0:80 overlaps 127.0.0.1:80 on line 1 (each address and "
                + "port once)");
        yield return Lb.Case(
            "Address_under_a_wildcard",
            "listeners: { a: { bind: [\"[::]:80\", \"[::1]:80\"], backends: [a:1] } }\n",
            "lb.yaml:1:37: listeners.a.bind[1]: [::1]:80 overlaps [::]:80 on line 1 (each address and port once)");
        yield return Lb.Case(
            "Dual_stack_over_IPv4",
            "listeners: { a: { bind: [\"127.0.0.1:80\", \":80\"], backends: [a:1] } }\n",
            "lb.yaml:1:42: listeners.a.bind[1]: *:80 overlaps 127.0.0.1:80 on line 1 (each address and port once)");
        yield return Lb.Case(
            "Dual_stack_over_the_IPv6_wildcard",
            "listeners: { a: { bind: [\":80\", \"[::]:80\"], backends: [a:1] } }\n",
            "lb.yaml:1:33: listeners.a.bind[1]: [::]:80 overlaps *:80 on line 1 (each address and port once)");
        yield return Lb.Case(
            "Same_unix_path_twice",
            "listeners: { a: { bind: [\"unix:/a\", \"unix:/a\"], backends: [a:1] } }\n",
            "lb.yaml:1:37: listeners.a.bind[1]: unix:/a overlaps unix:/a on line 1 (each address and port once)");
        yield return Lb.Case(
            "Same_unix_path_in_two_spellings",
            "listeners: { a: { bind: [\"unix:/run/a\", \"unix:/run//./a\"], backends: [a:1] } }\n",
            "lb.yaml:1:41: listeners.a.bind[1]: unix:/run/a overlaps unix:/run/a on line 1 (each address and port "
                + "once)");
        yield return Lb.Case(
            "Admin_on_the_address_of_a_listener",
            "listeners: { a: { bind: \"127.0.0.1:80\", backends: [a:1] } }\nadmin: { bind: \"127.0.0.1:80\" }\n",
            "lb.yaml:2:16: admin.bind: 127.0.0.1:80 overlaps 127.0.0.1:80 on line 1 (each address and port once)");
        yield return Lb.Case(
            "No_primary_backend",
            Lb.WithPool("backends:", "  - { address: a:1, backup: true }", "  - { address: b:1, tier: 2 }"),
            "lb.yaml:4:5: pools.p.backends: no backend is primary (at least one without backup: true and "
                + "with tier 0)");
        yield return Lb.Case(
            "Same_address_twice_in_a_pool",
            Lb.WithPool("backends:", "  - a:1", "  - { address: A:1, weight: 2 }"),
            "lb.yaml:6:20: pools.p.backends[1].address: a:1 is already in this pool, on line 5 (each address once; "
            + "use weight for a larger share)");
        yield return Lb.Case(
            "Backup_and_tier_together",
            Lb.WithPool("backends: [a:1, { address: b:1, backup: true, tier: 1 }]"),
            "lb.yaml:4:37: pools.p.backends[1].backup: backup and tier are both set (backup: true is "
                + "tier: 1; keep one of them)");
        yield return Lb.Case(
            "failback_rate_where_sessions_are_kept",
            Lb.WithPool("failback-rate: 5", "failback-deadline: 1m"),
            "lb.yaml:4:5: pools.p.failback-rate: has no effect, because sessions on backups are kept "
                + "(on-failback: move)",
            "lb.yaml:5:5: pools.p.failback-deadline: has no effect, because sessions on backups are kept "
                + "(on-failback: move)");
        foreach (var policy in new[] { "source-hash", "first" })
        {
            yield return Lb.Case(
                $"rebalance_with_{policy}",
                Lb.WithPool($"policy: {policy}", "rebalance: { rate: 20/s }"),
                "lb.yaml:5:5: pools.p.rebalance: has no effect with this policy, which sends clients back to where "
                    + "they were (policy: power-of-two, or another one that looks at load)");
        }

        yield return Lb.Case(
            "rebalance_without_units",
            Lb.WithPool("rebalance: { threshold: 15, rate: 2000/s }"),
            "lb.yaml:4:29: pools.p.rebalance.threshold: 15 has no unit (from 1% to 1000%, such as 15%)",
            "lb.yaml:4:39: pools.p.rebalance.rate: 2000/s is out of range (from 1/s to 1000/s)");
        yield return Lb.Case(
            "rebalance_with_another_unit",
            Lb.WithPool("rebalance: { rate: 100/m }"),
            "lb.yaml:4:24: pools.p.rebalance.rate: 100/m does not end with /s (from 1/s to 1000/s, such as 1/s)");
        yield return Lb.Case(
            "load_factor_without_source_hash",
            Lb.WithPool("load-factor: 2"),
            "lb.yaml:4:5: pools.p.load-factor: applies to source-hash only (policy: source-hash)");
        foreach (var policy in new[] { "source-hash", "first", "fastest", "adaptive" })
        {
            yield return Lb.Case(
                $"weigh_by_with_{policy}",
                Lb.WithPool($"policy: {policy}", "weigh-by: response-time"),
                "lb.yaml:5:5: pools.p.weigh-by: has no effect with this policy (policy: power-of-two, round-robin, "
                    + "random or least-connections)");
        }

        yield return Lb.Case(
            "fast_interval_longer_than_interval",
            Lb.WithPool("health: { interval: 1s, fast-interval: 2s }"),
            "lb.yaml:4:44: pools.p.health.fast-interval: 2s is longer than interval (at most 1s)");
        yield return Lb.Case(
            "A_wrong_interval_is_not_compared",
            Lb.WithPool("health: { interval: 5, fast-interval: 3s }"),
            "lb.yaml:4:25: pools.p.health.interval: 5 has no unit (a duration from 100ms to 1h; "
                + "units are ms, s, m, h, d)");
        yield return Lb.Case(
            "send_and_expect_with_type_none",
            Lb.WithPool("health: { type: none, send: x, expect: y }"),
            "lb.yaml:4:27: pools.p.health.send: has no effect with type none (type: tcp)",
            "lb.yaml:4:36: pools.p.health.expect: has no effect with type none (type: tcp)");
        yield return Lb.Case(
            "Errors_of_every_kind_at_once",
            """
                listeners:
                  a: { bind: ':1', pool: q, backlog: 0 }
                  b: { bind: ':1', pool: p }
                pools:
                  p:
                    polizy: first
                    slow-start: 5
                    backends: [a:1, a:1, a]
                """,
            "lb.yaml:2:26: listeners.a.pool: there is no pool q (the name of a pool under pools)",
            "lb.yaml:2:38: listeners.a.backlog: 0 is out of range (a whole number from 1 to 65535)",
            "lb.yaml:3:14: listeners.b.bind: *:1 overlaps *:1 on line 2 (each address and port once)",
            "lb.yaml:6:5: pools.p.polizy: unknown key (did you mean policy?)",
            "lb.yaml:7:17: pools.p.slow-start: 5 has no unit (0 or a duration up to 1h; units are ms, s, m, h, d)",
            "lb.yaml:8:21: pools.p.backends[1]: a:1 is already in this pool, on line 8 (each address once; use "
            + "weight for a larger share)",
            "lb.yaml:8:26: pools.p.backends[2]: a has no port (a:6379)");
    }

    private static TestCaseData Case(string name, string yaml, params string[] errors) =>
        new TestCaseData(yaml, errors).SetName(name);
}
