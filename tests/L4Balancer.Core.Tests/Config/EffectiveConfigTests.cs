using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The output of <c>check --print-effective</c>.</summary>
public sealed class EffectiveConfigTests
{
    [Test]
    public void Every_value_is_printed_with_its_default()
    {
        var printed = EffectiveConfig.Write(Lb.Model("""
            listeners:
              db:
                bind: [":3306", "[::1]:33"]
                health: { interval: 1500ms, send: "PING\r\n" }
                load-factor: none
                backends: [10.0.0.1:3306, { address: "unix:/run/a b", backup: true }]
            """));

        Assert.That(printed, Is.EqualTo("""
            engine: native  # default
            relay: adaptive  # default
            workers: auto  # default
            pin-workers: false  # default
            max-connections: auto  # default
            shutdown-grace: 30s  # default
            resolve-interval: 30s  # default
            resolve-hold: 10m  # default
            buffer-size: 64KiB  # default
            listeners:
              db:
                bind:
                  - "*:3306"
                  - "[::1]:33"
                pool: db
                max-connections: 0  # default
                backlog: 4096  # default
                # accept-proxy: not set  # default
                # access: not set  # default
                # connection-rate: not set  # default
                # per-source: not set  # default
                # rate-limit: not set  # default
                connect: at-once  # default
                first-byte-timeout: 10s  # default
                preread-timeout: 5s  # default
                preread-size: 64KiB  # default
                # routes: not set  # default
                on-no-route: pool  # default
                socket:
                  freebind: false  # default
                  transparent: false  # default
                  # interface: not set  # default
                  mark: 0  # default
                  fast-open: 0  # default
                  defer-accept: 0  # default
                  mptcp: false  # default
            pools:
              db:
                policy: power-of-two  # default
                weigh-by: none  # default
                load-factor: none  # default
                health:
                  type: tcp  # default
                  send: "PING\r\n"  # default not set
                  # expect: not set  # default
                  # steps: not set  # default
                  # host: not set  # default
                  port: auto  # default
                  # tls: not set  # default
                  # login: not set  # default
                  # query: not set  # default
                  # redis: not set  # default
                  # http: not set  # default
                  # command: not set  # default
                  interval: 1500ms  # default 2s
                  fast-interval: auto  # default
                  timeout: 1s  # default
                  rise: 2  # default
                  fall: 3  # default
                  eject: 10s  # default
                  suspect-late: true  # default
                  send-proxy: auto  # default
                  # agent: not set  # default
                role: any  # default
                max-lag: none  # default
                split-brain: none  # default
                on-role-change: reset  # default
                hung:
                  detect: true  # default
                  questions: 3  # default
                  min-silence: 40ms  # default
                  factor: 8  # default
                  max-silence: 10s  # default
                outliers:
                  detect: true  # default
                  connect-failures: 5  # default
                  bad-ends: 5  # default
                  failure-percent: 85  # default
                  interval: 10s  # default
                  min-volume: 50  # default
                  slow-factor: none  # default
                  base-time: 30s  # default
                  max-time: 5m  # default
                  max-percent: 10  # default
                protocol: none  # default
                timeouts:
                  connect: 3s  # default
                  client-idle: 0  # default
                  server-idle: 0  # default
                  half-closed: 0  # default
                  stalled: 0  # default
                  max-age: 0  # default
                tcp:
                  keepalive: true  # default
                  keepalive-idle: 15s  # default
                  keepalive-interval: 5s  # default
                  keepalive-probes: 3  # default
                  user-timeout: 2m  # default
                  # congestion-control: not set  # default
                  notsent-lowat: auto  # default
                mode: automatic  # default
                failback-delay: 0  # default
                on-failback: keep  # default
                failback-rate: 100  # default
                failback-deadline: 10s  # default
                panic: refuse  # default
                on-down: keep  # default
                slow-start: 0  # default
                # rebalance: not set  # default
                max-connections: 0  # default
                max-pending-connects: 0  # default
                # queue: not set  # default
                # send-proxy: not set  # default
                source:
                  # addresses: not set  # default
                  # ports: not set  # default
                  transparent: false  # default
                  freebind: false  # default
                  # interface: not set  # default
                  mark: 0  # default
                retries: auto  # default
                required: true  # default
                backends:
                  - address: 10.0.0.1:3306
                    weight: 1  # default
                    tier: 0  # default
                    max-connections: 0  # default
                    addresses: 0  # default
                    address-family: prefer-ipv4  # default
                  - address: "unix:/run/a b"
                    weight: 1  # default
                    tier: 1  # default 0
                    max-connections: 0  # default
                    addresses: 0  # default
                    address-family: prefer-ipv4  # default
            # admin: not set  # default
            # access-log: not set  # default
            # telemetry: not set  # default
            # hooks: not set  # default

            """));
    }

    [Test]
    public void Unset_keys_of_a_list_item_are_printed_below_its_first_key()
    {
        var printed = EffectiveConfig.Write(Lb.Model("""
            listeners: { db: { bind: ":3306", backends: [10.0.0.1:3306] } }
            access-log:
              to: stdout
              sampling: [{ reasons: client-gone, keep: 0.5 }, { keep: 1 }, { pool: db, keep: 0 }]
            """));

        Assert.That(printed[printed.IndexOf("access-log:", StringComparison.Ordinal)..], Is.EqualTo("""
            access-log:
              to: stdout
              open: false  # default
              interval: 0  # default
              sampling:
                - reasons:
                    - client-gone
                  # listener: not set  # default
                  # pool: not set  # default
                  keep: 0.5
                - keep: 1
                  # listener: not set  # default
                  # pool: not set  # default
                  # reasons: not set  # default
                - pool: db  # default not set
                  # listener: not set  # default
                  # reasons: not set  # default
                  keep: 0
            # telemetry: not set  # default
            # hooks: not set  # default

            """));
    }

    [TestCase("0.00005")]
    [TestCase("5e-5")]
    public void A_small_share_reads_back_as_it_was_written(string keep)
    {
        var config = Lb.Model($$"""
            listeners: { db: { bind: ":1", backends: [a:1] } }
            access-log: { to: stdout, sampling: [{ keep: {{keep}} }] }
            """);
        var read = Lb.Model(EffectiveConfig.Write(config));

        Assert.That(config.AccessLog!.Sampling[0].Keep, Is.EqualTo(0.00005));
        Assert.That(read.AccessLog!.Sampling[0].Keep, Is.EqualTo(0.00005));
    }

    [Test]
    public void Secrets_are_hidden_from_other_users()
    {
        var config = Lb.Model("""
            listeners: { db: { bind: ":1", backends: [a:1], health: { send: "AUTH secret\r\n", expect: secret } } }
            telemetry: { otlp: "http://collector:4318/v1?key=secret" }
            hooks:
              chat: { on: backend-down, url: "https://chat/secret" }
              call: { on: backend-down, command: [/bin/call, "secret", /etc/key] }
            """);
        var hidden = EffectiveConfig.Write(config, hideSecrets: true);

        Assert.That(hidden, Does.Not.Contain("secret"));
        Assert.That(hidden, Does.Contain("send: \"(hidden)\"  # default not set").And.Contain("otlp: \"(hidden)\"")
            .And.Contain("url: \"(hidden)\"").And.Contain("- \"/bin/call\"").And.Contain("- \"/etc/key\""));
        Assert.That(EffectiveConfig.Write(config), Does.Contain("AUTH secret").And.Contain("key=secret")
            .And.Contain("https://chat/secret"));
    }

    [Test]
    public void Printed_config_reads_back_to_an_equal_model([Range(0, 199)] int offset)
    {
        var seed = ConfigSeed.Value + offset;
        var config = new RandomConfig(seed).Next();

        var printed = EffectiveConfig.Write(config);
        var result = Lb.Read(printed);

        Assert.That(result.Errors, Is.Empty, () => $"{ConfigSeed.Advice(seed)}\n{printed}");
        Assert.That(Lb.Flatten(result.Config!), Is.EqualTo(Lb.Flatten(config)), () => ConfigSeed.Advice(seed));
        Assert.That(EffectiveConfig.Write(result.Config!), Is.EqualTo(printed), () => ConfigSeed.Advice(seed));
    }
}
