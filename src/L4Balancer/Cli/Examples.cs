namespace L4Balancer.Cli;

/// <summary>The examples in the help of each verb.</summary>
internal static class Examples
{
    /// <summary>The verbs, in the groups and the order of the root help.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Verbs)> Groups { get; } =
    [
        ("Run", ["run", "check", "simulate", "demo", "agent", "import", "schema", "completion"]),
        ("Monitor a running daemon", ["status", "top", "capacity", "sessions", "sources", "events", "config"]),
        ("Control a running daemon",
        [
            "drain", "maintenance", "ready", "weight", "reset-sessions", "close", "failover", "failback", "add",
            "remove", "reload", "upgrade",
        ]),
    ];

    public static string Of(string verb) => All[verb];

    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["run"] = """
              l4balancer run -c /etc/l4balancer/l4balancer.yaml
              l4balancer run -c lb.yaml --log-level debug
              kill -HUP PID     # reloads the file
              kill -TERM PID    # drains and stops
            """,
        ["check"] = """
              l4balancer check -c lb.yaml
              l4balancer check -c lb.yaml --print-effective
            """,
        ["simulate"] = """
              l4balancer simulate -c lb.yaml --scenario busy-day.yaml
              l4balancer simulate -c lb.yaml -s busy-day.yaml --policies power-of-two,fastest --svg day.svg
              l4balancer simulate -c lb.yaml -s busy-day.yaml --json | jq ".[0].waits.p99"
            """,
        ["demo"] = """
              l4balancer demo
              l4balancer demo --seconds 60
            """,
        ["agent"] = """
              l4balancer agent
              l4balancer agent --bind 10.0.0.11:9707 --allow 10.0.0.0/24 --psi-io 10-60
              l4balancer agent --state-file /run/l4balancer-agent/state
            """,
        ["import"] = """
              l4balancer import /etc/haproxy/haproxy.cfg > lb.yaml
              l4balancer import nginx.conf --output lb.yaml
              haproxy-config | l4balancer import - --from haproxy
            """,
        ["schema"] = """
              l4balancer schema > l4balancer.schema.json
            """,
        ["completion"] = """
              l4balancer completion bash > /etc/bash_completion.d/l4balancer
              source <(l4balancer completion bash)
            """,
        ["status"] = """
              l4balancer status
              l4balancer status redis --watch
              l4balancer status --json | jq .sessions.active
              l4balancer status > /dev/null || echo "clients are not served"
            """,
        ["top"] = """
              l4balancer top
              l4balancer top --admin https://lb1:9900 --token-file ~/.l4balancer-token
            """,
        ["capacity"] = """
              l4balancer capacity
              l4balancer capacity db
              l4balancer capacity --json | jq '.pools[] | [.name, .headroom]'
            """,
        ["sources"] = """
              l4balancer sources
              l4balancer sources db --sort refused --limit 5
              l4balancer sources --json | jq -r '.sources[] | select(.refusedPerMinute > 100) | .source'
            """,
        ["sessions"] = """
              l4balancer sessions --pool db --sort bytes --limit 20
              l4balancer sessions --client 10.1.0.0/16 --min-idle 10m
            """,
        ["events"] = """
              l4balancer events --pool db
              l4balancer events --follow --json
            """,
        ["config"] = """
              l4balancer config | grep timeouts
            """,
        ["drain"] = """
              l4balancer drain db/10.0.0.11:3306
              l4balancer drain db/10.0.0.11 --deadline 10m --rate 50
            """,
        ["maintenance"] = """
              l4balancer maintenance db/10.0.0.11
            """,
        ["ready"] = """
              l4balancer ready db/10.0.0.11
            """,
        ["weight"] = """
              l4balancer weight db/10.0.0.11 5 --persist
              l4balancer weight db/10.0.0.11 default
            """,
        ["reset-sessions"] = """
              l4balancer reset-sessions db/10.0.0.11 --rate 20
            """,
        ["close"] = """
              l4balancer close 1a2b3c
            """,
        ["failover"] = """
              l4balancer failover db
              l4balancer failover db --tier 2
            """,
        ["failback"] = """
              l4balancer failback db
            """,
        ["add"] = """
              l4balancer add redis 10.0.0.14:6379 --weight 2 --persist
            """,
        ["remove"] = """
              l4balancer remove redis/10.0.0.14:6379
            """,
        ["upgrade"] = """
              l4balancer upgrade
              l4balancer upgrade --json | jq .pauseMilliseconds
            """,
        ["reload"] = """
              l4balancer reload --dry-run
              l4balancer reload
            """,
    };
}
