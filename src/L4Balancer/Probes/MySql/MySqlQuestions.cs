using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>
/// What a probe asks in its session: the role, what a cluster says, the lag of a replica, and the operator's query.
/// </summary>
internal sealed class MySqlQuestions(MySqlSession session, MySqlGreeting greeting, ProbeQueryConfig? query)
{
    /// <summary>Rows kept of our own queries: variables, members of a group, sources of a replica.</summary>
    private const int RowsKept = 256;

    private const string SettingsQuery =
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only', 'innodb_read_only', 'wsrep_on',"
        + " 'group_replication_group_name')";

    /// <summary>Any of these makes a server a replica: it does not take writes.</summary>
    private static readonly string[] ReadOnlySettings = ["read_only", "super_read_only", "innodb_read_only"];

    public async Task<ProbeOutcome> AskAsync(CancellationToken cancellationToken)
    {
        var settings = (await MustAnswerAsync(SettingsQuery, cancellationToken)).ByName();
        var role = ReadOnlySettings.Any(name => IsOn(settings, name)) ? ServerRole.Replica : ServerRole.Primary;
        string? fault = null;
        if (IsOn(settings, "wsrep_on"))
        {
            var status = await MustAnswerAsync(MySqlClusters.GaleraQuery, cancellationToken);
            fault = MySqlClusters.GaleraFault(status.ByName());
        }

        if (settings.GetValueOrDefault("group_replication_group_name", "").Length > 0)
        {
            var members = await MayAnswerAsync(MySqlClusters.GroupQuery, cancellationToken);
            fault ??= members is null ? null : MySqlClusters.GroupFault(members);
            role = members is null ? role : MySqlClusters.GroupRole(members) ?? role;
        }

        var findings = new ProbeFindings
        {
            Role = role,
            Lag = role == ServerRole.Replica ? await LagAsync(cancellationToken) : null,
        };
        fault ??= await QueryFaultAsync(cancellationToken);
        var outcome = fault is null ? ProbeOutcome.Good : ProbeOutcome.Bad(fault);
        return outcome with { Findings = findings };
    }

    private async Task<TimeSpan?> LagAsync(CancellationToken cancellationToken) =>
        await MayAnswerAsync(MySqlReplication.QueryFor(greeting), cancellationToken) is { } answer
            ? MySqlReplication.LagOf(answer)
            : null;

    private async Task<string?> QueryFaultAsync(CancellationToken cancellationToken)
    {
        if (query is null) return null;
        var answer = await session.AskAsync(query.Sql, rowsKept: 1, cancellationToken);
        return answer.Error is { } error
            ? $"query failed: {error}"
            : SqlExpectation.FaultOf(query, answer.Rows is [[var value, ..], ..] ? new SqlValue(value) : null);
    }

    /// <summary>Null if the account lacks the right; then nothing is known of what was asked.</summary>
    private async Task<MySqlAnswer?> MayAnswerAsync(string sql, CancellationToken cancellationToken)
    {
        var answer = await session.AskAsync(sql, RowsKept, cancellationToken);
        if (answer.Error is { IsAboutRights: true }) return null;
        return answer.Error is { } error ? throw new ProbeFailedException(error.ToString()) : answer;
    }

    private async Task<MySqlAnswer> MustAnswerAsync(string sql, CancellationToken cancellationToken)
    {
        var answer = await session.AskAsync(sql, RowsKept, cancellationToken);
        return answer.Error is { } error ? throw new ProbeFailedException(error.ToString()) : answer;
    }

    /// <summary>A setting that has more words than ON and OFF is on with each of them.</summary>
    private static bool IsOn(Dictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.ToUpperInvariant() is not ("" or "OFF" or "0");
}
