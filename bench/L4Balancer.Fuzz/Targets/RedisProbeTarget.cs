using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Redis;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The probe of Redis: RESP, INFO, CLUSTER INFO.</summary>
internal sealed class RedisProbeTarget : ProbeTarget
{
    public override string Name => "probe-redis";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "+OK\r\n", "+PONG\r\n", "-NOAUTH x\r\n", "-WRONGPASS x\r\n", "-LOADING x\r\n", "$-1\r\n", "*1\r\n",
        "*-1\r\n", ":1\r\n", "$65536\r\n",
        "role:master\r\n", "role:slave\r\n", "master_link_status:up\r\n", "master_last_io_seconds_ago:1\r\n",
        "cluster_state:ok\r\n");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Said(0, "+PONG\r\n$11\r\nrole:master\r\n+OK\r\n"),
        Said(1, "+OK\r\n+PONG\r\n$69\r\nrole:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago"
            + ":1\r\nx\r\n"),
        Said(2, "+PONG\r\n$11\r\nrole:master\r\n$16\r\ncluster_state:ok\r\n"),
        Said(1, "-WRONGPASS invalid username-password pair\r\n"),
        Said(0, "*2\r\n$1\r\na\r\n:1\r\n"),
    ];

    protected override StreamProbe Make(byte kind, ProbeServices services) => new RedisProbe.Server(
        new RedisProbeSpec((kind & 1) == 0 ? null : Login, null, new RedisProbeConfig { Cluster = (kind & 2) != 0 }),
        services);
}
