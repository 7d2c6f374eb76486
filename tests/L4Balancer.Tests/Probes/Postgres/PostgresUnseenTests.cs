using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Postgres;

/// <summary>
/// Probes that a real PostgreSQL does not log; one of its own, because it logs failed probes of others some time after
/// their end.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresUnseenTests : PostgresFixture
{
    private static readonly HealthConfig Nobody = new() { Type = ProbeKind.Postgresql };

    [Test]
    public async Task A_thousand_probes_with_and_without_a_login_leave_no_line([Values] bool logsIn)
    {
        var before = Server.Log.Length;
        HealthConfig[] ways = logsIn
            ? [As("scram"), As("digest"), As("trusted"), As("scram", Tls)]
            : [Nobody, Nobody, Nobody, Nobody with { Tls = Tls }];
        for (var i = 0; i < 1000; i++)
        {
            var outcome = await RunAsync(ways[i % ways.Length]);
            Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        }

        await Eventually.GetAsync(
            "all sessions have ended", Loopback.Patience,
            () => Server.AskAsync(
                "SELECT COUNT(*) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"),
            sessions => sessions == "0");
        Assert.That(Server.Log.Skip(before).Where(line => !line.Contains("checkpoint")), Is.Empty);
    }
}
