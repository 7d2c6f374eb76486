using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Managed;
using L4Balancer.Probes.Streams;
using L4Balancer.Telemetry;

namespace L4Balancer.Probes.Redis;

/// <summary>
/// Logs in, asks whether Redis serves (PING) and what its role is (INFO), and says QUIT. With Sentinels, a server is
/// primary only if it says so itself and most of the Sentinels name it.
/// </summary>
internal sealed class RedisProbe(RedisProbeSpec spec, ProbeServices services) : IProbe
{
    private readonly Server _server = new(spec, services);
    private readonly Sentinels? _sentinels =
        spec.Redis.Sentinel is { } sentinel ? new Sentinels(sentinel, spec.Tls, services) : null;

    private readonly LogPace _pace = new(services.Time, ProbesLog.ShortagePause);

    public async Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
    {
        var outcome = await _server.RunAsync(address, cancellationToken);
        if (_sentinels is null || outcome.Findings is not { Role: ServerRole.Primary } findings) return outcome;
        var named = await _sentinels.PrimaryAsync(cancellationToken);
        if (named.Address == address) return outcome;
        if (_pace.MayLog()) services.Log.NotThePrimary(address, named.Says);
        return outcome with { Findings = findings with { Role = ServerRole.Replica } };
    }

    /// <summary>The conversation with the server itself.</summary>
    internal sealed class Server(RedisProbeSpec spec, ProbeServices services) : StreamProbe(spec, spec.Tls, services)
    {
        private static readonly string[][] Plain = [["PING"], ["INFO", "replication"], ["QUIT"]];
        private static readonly string[][] WithCluster =
            [["PING"], ["INFO", "replication"], ["CLUSTER", "INFO"], ["QUIT"]];

        protected override async Task<ProbeOutcome> TalkAsync(
            ProbeStream stream, CancellationToken cancellationToken)
        {
            var link = new RedisLink(stream);
            await link.LoginAsync(spec.Login, Services.Secrets, cancellationToken);
            await link.SendAsync(spec.Redis.Cluster ? WithCluster : Plain, cancellationToken);
            var pong = await link.ReadGoodAsync(cancellationToken);
            if (pong.Text != "PONG") return ProbeOutcome.Bad($"answers PING with {RedisErrors.Quoted(pong.Text)}");
            var info = new RedisInfo((await link.ReadGoodAsync(cancellationToken)).Text);
            var outcome = ProbeOutcome.Good with
            {
                Findings = new ProbeFindings { Role = info.Role, Lag = info.Lag },
            };
            if (!spec.Redis.Cluster) return outcome;
            var cluster = new RedisInfo((await link.ReadGoodAsync(cancellationToken)).Text);
            return cluster["cluster_state"] == "ok"
                ? outcome
                : ProbeOutcome.Bad($"cluster_state is {Shown.Of(cluster["cluster_state"] ?? "unknown")}");
        }
    }
}
