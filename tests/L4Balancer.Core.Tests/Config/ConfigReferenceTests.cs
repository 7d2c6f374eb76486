using System.Text;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The tables of docs/configuration.md come from the description of the keys.</summary>
public sealed class ConfigReferenceTests
{
    private const string Begin =
        "<!-- ConfigReferenceTests generates the tables below; to update them, run it with L4B_WRITE_DOCS=1. -->\n";

    [Test]
    public void The_reference_page_lists_every_key_of_the_reader() =>
        KeyTables.RequireIn("configuration.md", Begin, Tables());

    private static string Tables()
    {
        var text = new StringBuilder();
        KeyTables.Section(text, "Top of the file", BalancerKeys.Shape);
        KeyTables.Section(text, "listeners.NAME", ListenerKeys.Shape);
        KeyTables.Section(text, "accept-proxy", ArrivalKeys.AcceptProxy);
        KeyTables.Section(text, "access", ArrivalKeys.Access);
        KeyTables.Section(text, "connection-rate", ArrivalKeys.ConnectionRate);
        KeyTables.Section(text, "per-source", ArrivalKeys.PerSource);
        KeyTables.Section(text, "rate-limit", ArrivalKeys.RateLimit);
        KeyTables.Section(text, "rate-limit.session, rate-limit.source, rate-limit.listener", ArrivalKeys.Bytes);
        KeyTables.Section(text, "An entry of routes", RouteKeys.Shape);
        KeyTables.Section(text, "socket", SocketKeys.Listen);
        KeyTables.Section(text, "pools.NAME", PoolKeys.Shape);
        KeyTables.Section(text, "health", HealthKeys.Shape);
        KeyTables.Section(text, "health.tls", ProbeKeys.Tls);
        KeyTables.Section(text, "health.login", ProbeKeys.Login);
        KeyTables.Section(text, "health.query", ProbeKeys.Query);
        KeyTables.Section(text, "health.redis", ProbeKeys.Redis);
        KeyTables.Section(text, "health.redis.sentinel", ProbeKeys.Sentinel);
        KeyTables.Section(text, "health.http", ProbeKeys.Http);
        KeyTables.Section(text, "An entry of health.steps", ProbeKeys.Step);
        KeyTables.Section(text, "hung", StandingKeys.Hung);
        KeyTables.Section(text, "outliers", StandingKeys.Outliers);
        KeyTables.Section(text, "rebalance", RebalanceKeys.Shape);
        KeyTables.Section(text, "queue", PlaceKeys.Queue);
        KeyTables.Section(text, "send-proxy", PlaceKeys.SendProxy);
        KeyTables.Section(text, "source", SocketKeys.Source);
        KeyTables.Section(text, "timeouts", TimeoutsKeys.Shape);
        KeyTables.Section(text, "tcp", TcpKeys.Shape);
        KeyTables.Section(text, "An entry of backends", BackendKeys.Shape);
        KeyTables.Section(text, "admin", AdminKeys.Shape);
        KeyTables.Section(text, "admin.tls", AdminKeys.TlsShape);
        KeyTables.Section(text, "access-log", AccessLogKeys.Shape);
        KeyTables.Section(text, "An entry of access-log.sampling", AccessLogKeys.RuleShape);
        KeyTables.Section(text, "telemetry", TelemetryKeys.Shape);
        KeyTables.Section(text, "hooks.NAME", HookKeys.Shape);
        return text.ToString();
    }
}
