using System.Globalization;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>
/// Logs in to PostgreSQL and asks what it is. Without a login it begins one and ends when the server asks for a
/// password, which PostgreSQL does not log.
/// </summary>
internal sealed class PostgresProbe(PostgresProbeSpec spec, ProbeServices services)
    : StreamProbe(spec, tls: null, services)
{
    /// <summary>The user, and the database, of a probe without a login: those that every server has.</summary>
    public const string Nobody = "postgres";

    /// <summary>
    /// Whether it is a standby; and the seconds it is behind, if WAL comes in. A standby that has replayed all that it
    /// received is not behind, however long ago the last transaction was. Everybody may ask this.
    /// </summary>
    private const string StateQuery = """
        SELECT pg_is_in_recovery(), CASE
          WHEN NOT pg_is_in_recovery() OR NOT EXISTS (SELECT FROM pg_stat_get_wal_receiver() r WHERE r.pid IS NOT NULL)
            THEN NULL
          WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() THEN 0
          ELSE EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END
        """;

    private readonly ScramKeys _keys = new();

    protected override async Task<ProbeOutcome> TalkAsync(ProbeStream stream, CancellationToken cancellationToken)
    {
        var user = spec.Login?.User ?? Nobody;
        var password = spec.Login is null ? null : Services.Secrets.PasswordOf(spec.Login);
        var messages = new PostgresMessages(stream);
        var login = new PostgresLogin(stream, messages, _keys);
        await login.BeginAsync(user, spec.Login?.Database, spec.Tls, cancellationToken);
        var first = await messages.ReadAsync(cancellationToken);
        if (spec.Login is null && IsRequest(first)) return ProbeOutcome.Good;
        var refusal = await login.FinishAsync(user, password, first, cancellationToken);
        if (refusal is not null) return Judge(refusal);
        var session = new PostgresSession(messages);
        var outcome = spec.Login is null ? ProbeOutcome.Good : await AskAsync(session, cancellationToken);
        await EndAsync(session, cancellationToken);
        return outcome;
    }

    /// <summary>It asks for a proof; a server that trusts everybody lets the user in at once.</summary>
    private static bool IsRequest(PostgresMessage message) =>
        message is { Type: 'R', Body: [_, _, _, var kind, ..] } && kind != 0;

    private ProbeOutcome Judge(PostgresError refusal) => refusal.IsAboutAccount
        ? spec.Login is null ? ProbeOutcome.Good : ProbeOutcome.Bad($"login refused: {refusal}")
        : ProbeOutcome.Bad(refusal.ToString());

    private async Task<ProbeOutcome> AskAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        try
        {
            var state = await session.AskAsync(StateQuery, cancellationToken);
            if (state.Error is { } error) return ProbeOutcome.Bad(error.ToString());
            var findings = FindingsOf(state.Row);
            var fault = await QueryFaultAsync(session, cancellationToken);
            var outcome = fault is null ? ProbeOutcome.Good : ProbeOutcome.Bad(fault);
            return outcome with { Findings = findings };
        }
        catch (ProbeFailedException e)
        {
            return ProbeOutcome.Bad(e.Message);
        }
    }

    private async Task<string?> QueryFaultAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        if (spec.Query is null) return null;
        var answer = await session.AskAsync(spec.Query.Sql, cancellationToken);
        return answer.Error is { } error
            ? $"query failed: {error}"
            : SqlExpectation.FaultOf(spec.Query, answer.Row is [var value, ..] ? new SqlValue(value) : null);
    }

    private static ProbeFindings FindingsOf(string?[]? row)
    {
        if (row is not [("t" or "f") and var isStandby, var behind])
            throw new ProbeFailedException("does not answer like PostgreSQL");
        if (isStandby == "f") return new ProbeFindings { Role = ServerRole.Primary };
        var isKnown = double.TryParse(behind, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && !double.IsNaN(seconds);
        return new ProbeFindings
        {
            Role = ServerRole.Replica,
            Lag = isKnown ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.MaxValue.TotalSeconds / 2)) : null,
        };
    }

    private static async Task EndAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.TerminateAsync(cancellationToken);
        }
        catch (ProbeFailedException)
        {
            // The connection has failed: the outcome stands, and the next probe will tell.
        }
    }
}
