namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors of single values, each with line and column.</summary>
public sealed class ValueErrorTests
{
    [TestCaseSource(nameof(Cases))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Lb.Case(
            "Unknown_key_with_a_near_name",
            Lb.WithPool("helth: {}"),
            "lb.yaml:4:5: pools.p.helth: unknown key (did you mean health?)");
        yield return Lb.Case(
            "Underscore_for_a_hyphen",
            Lb.WithPool("on_down: keep"),
            "lb.yaml:4:5: pools.p.on_down: unknown key (did you mean on-down?)");
        yield return Lb.Case(
            "Unknown_key_without_a_near_name",
            Lb.WithPool("frobnicate: 1"),
            "lb.yaml:4:5: pools.p.frobnicate: unknown key (known here: policy, weigh-by, load-factor, health, role, "
                + "max-lag, split-brain, on-role-change, hung, outliers, protocol, timeouts, tcp, mode, "
                + "failback-delay, on-failback, failback-rate, failback-deadline, panic, on-down, slow-start, "
                + "rebalance, max-connections, max-pending-connects, queue, send-proxy, source, retries, required, "
                + "backends)");
        yield return Lb.Case(
            "Unknown_key_deep_inside",
            Lb.WithPool("health: { fal: 3 }"),
            "lb.yaml:4:15: pools.p.health.fal: unknown key (did you mean fall?)");
        yield return Lb.Case(
            "Key_written_twice",
            Lb.WithPool("policy: random", "policy: first"),
            "lb.yaml:5:5: pools.p.policy: is written twice, first on line 4 (each key once)");
        yield return Lb.Case(
            "Number_out_of_range",
            Lb.WithPool("health:", "  fall: 0"),
            "lb.yaml:5:13: pools.p.health.fall: 0 is out of range (a whole number from 1 to 100)");
        yield return Lb.Case(
            "Number_too_large_for_any_range",
            Lb.WithPool("retries: 99999999999999999999"),
            "lb.yaml:4:14: pools.p.retries: 99999999999999999999 is out of range (auto, or a whole number "
                + "from 0 to 15)");
        yield return Lb.Case(
            "Number_with_a_fraction",
            Lb.WithPool("health: { rise: 1.5 }"),
            "lb.yaml:4:21: pools.p.health.rise: 1.5 is not a whole number (a whole number from 1 to 100)");
        yield return Lb.Case(
            "Text_for_a_number",
            Lb.WithPool("health: { rise: two }"),
            "lb.yaml:4:21: pools.p.health.rise: two is not a whole number (a whole number from 1 to 100)");
        yield return Lb.Case(
            "Value_left_empty",
            Lb.WithPool("health: { rise: }"),
            "lb.yaml:4:21: pools.p.health.rise: is empty (a whole number from 1 to 100)");
        yield return Lb.Case(
            "List_for_a_single_value",
            Lb.WithPool("policy: [first]"),
            "lb.yaml:4:13: pools.p.policy: is a list (one of power-of-two, round-robin, random, "
                + "least-connections, source-hash, first, fastest, adaptive)");
        yield return Lb.Case(
            "Single_value_for_a_section",
            Lb.WithPool("timeouts: 5s"),
            "lb.yaml:4:15: pools.p.timeouts: is a single value (a mapping of connect, client-idle, "
                + "server-idle, half-closed, stalled, max-age)");
        yield return Lb.Case(
            "Neither_true_nor_false",
            Lb.WithPool("tcp: { keepalive: yes }"),
            "lb.yaml:4:23: pools.p.tcp.keepalive: yes is neither true nor false (true or false)");
        yield return Lb.Case(
            "Unknown_choice_with_a_near_one",
            Lb.WithPool("policy: least-conections"),
            "lb.yaml:4:13: pools.p.policy: least-conections is not known (one of power-of-two, round-robin, "
                + "random, least-connections, source-hash, first, fastest, adaptive; did you mean least-connections?)");
        yield return Lb.Case(
            "Unknown_choice_without_a_near_one",
            Lb.WithPool("panic: maybe"),
            "lb.yaml:4:12: pools.p.panic: maybe is not known (one of refuse, use-all)");
        yield return Lb.Case(
            "Duration_without_a_unit",
            Lb.WithPool("slow-start: 30"),
            "lb.yaml:4:17: pools.p.slow-start: 30 has no unit (0 or a duration up to 1h; units are ms, s, m, "
                + "h, d)");
        yield return Lb.Case(
            "Duration_with_an_unknown_unit",
            Lb.WithPool("slow-start: 30sec"),
            "lb.yaml:4:17: pools.p.slow-start: 30sec is not a duration (0 or a duration up to 1h; units are "
                + "ms, s, m, h, d)");
        yield return Lb.Case(
            "Duration_with_a_fraction",
            Lb.WithPool("slow-start: 1.5s"),
            "lb.yaml:4:17: pools.p.slow-start: 1.5s is not a duration (0 or a duration up to 1h; units are "
                + "ms, s, m, h, d)");
        yield return Lb.Case(
            "Duration_with_its_units_in_the_wrong_order",
            Lb.WithPool("slow-start: 30s1m"),
            "lb.yaml:4:17: pools.p.slow-start: 30s1m is not a duration (0 or a duration up to 1h; units are "
                + "ms, s, m, h, d, larger ones first)");
        yield return Lb.Case(
            "Duration_below_its_range",
            Lb.WithPool("timeouts: { connect: 0 }"),
            "lb.yaml:4:26: pools.p.timeouts.connect: 0 is out of range (a duration from 10ms to 10m)");
        yield return Lb.Case(
            "Duration_above_its_range",
            Lb.WithPool("timeouts: { client-idle: 8d }"),
            "lb.yaml:4:30: pools.p.timeouts.client-idle: 8d is out of range (0 or a duration up to 7d)");
        yield return Lb.Case(
            "Duration_too_large_for_any_range",
            Lb.WithPool("timeouts: { client-idle: 99999999999d99999999999h }"),
            "lb.yaml:4:30: pools.p.timeouts.client-idle: 99999999999d99999999999h is out of range (0 or a "
                + "duration up to 7d; units are ms, s, m, h, d)");
        yield return Lb.Case(
            "Duration_that_the_kernel_counts_in_seconds",
            Lb.WithPool("tcp: { keepalive-idle: 1500ms }"),
            "lb.yaml:4:28: pools.p.tcp.keepalive-idle: 1500ms is not a whole number of seconds (a duration "
                + "from 1s to 9h in whole seconds)");
        yield return Lb.Case(
            "Factor_out_of_range",
            Lb.WithPool("policy: source-hash", "load-factor: 1.01"),
            "lb.yaml:5:18: pools.p.load-factor: 1.01 is out of range (none, or a number from 1.05 to 10)");
        yield return Lb.Case(
            "Factor_that_is_not_a_number",
            Lb.WithPool("policy: source-hash", "load-factor: NaN"),
            "lb.yaml:5:18: pools.p.load-factor: NaN is not a number (none, or a number from 1.05 to 10)");
        yield return Lb.Case(
            "Size_without_a_unit",
            "buffer-size: 65536\nlisteners: { a: { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:14: buffer-size: 65536 has no unit (a size from 4KiB to 16MiB, such as 64KiB; units "
                + "are B, KiB, MiB, GiB)");
        yield return Lb.Case(
            "Size_with_a_decimal_unit",
            "buffer-size: 64KB\nlisteners: { a: { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:14: buffer-size: 64KB is not a size (a size from 4KiB to 16MiB, such as 64KiB; units "
                + "are B, KiB, MiB, GiB)");
        yield return Lb.Case(
            "Size_out_of_range",
            "buffer-size: 1GiB\nlisteners: { a: { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:14: buffer-size: 1GiB is out of range (a size from 4KiB to 16MiB, such as 64KiB)");
        yield return Lb.Case(
            "Workers_out_of_range",
            "workers: 0\nlisteners: { a: { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:10: workers: 0 is out of range (auto, or a whole number from 1 to 1024)");
        yield return Lb.Case(
            "Weight_out_of_range",
            Lb.WithPool("backends: [{ address: a:1, weight: 1001 }]"),
            "lb.yaml:4:40: pools.p.backends[0].weight: 1001 is out of range (a whole number from 0 to 1000)");
        yield return Lb.Case(
            "Tier_out_of_range",
            Lb.WithPool("backends: [a:1, { address: b:1, tier: 16 }]"),
            "lb.yaml:4:43: pools.p.backends[1].tier: 16 is out of range (a whole number from 0 to 15)");
        yield return Lb.Case(
            "Negative_limit",
            Lb.WithPool("backends: [{ address: a:1, max-connections: -1 }]"),
            "lb.yaml:4:49: pools.p.backends[0].max-connections: -1 is out of range (a whole number from 0 to "
                + "10000000)");
    }

    private static TestCaseData Case(string name, string yaml, params string[] errors) =>
        new TestCaseData(yaml, errors).SetName(name);
}
