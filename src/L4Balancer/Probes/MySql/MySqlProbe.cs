using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>
/// Logs in to MySQL or MariaDB and asks what it is. Without a login it logs in as a user that need not exist: the
/// refusal shows that the server works, and unlike a connection that ends after the greeting, it is none of the errors
/// for which the server blocks a host (<c>max_connect_errors</c>).
/// </summary>
internal sealed class MySqlProbe(MySqlProbeSpec spec, ProbeServices services) : StreamProbe(spec, tls: null, services)
{
    /// <summary>The user of a probe without a login. An account of this name, without a password, lets it in.</summary>
    public const string Nobody = "l4balancer";

    protected override async Task<ProbeOutcome> TalkAsync(ProbeStream stream, CancellationToken cancellationToken)
    {
        var password = new MySqlPassword(spec.Login is null ? null : Services.Secrets.PasswordOf(spec.Login));
        var packets = new MySqlPackets(stream);
        var greeting = MySqlGreeting.Parse(await packets.ReadAsync(cancellationToken));
        var login = new MySqlLogin(stream, packets, greeting, password);
        var refusal = await login.RunAsync(
            spec.Login?.User ?? Nobody, spec.Login?.Database, spec.Tls, cancellationToken);
        if (refusal is not null) return Judge(refusal);
        var session = new MySqlSession(packets);
        var outcome = ProbeOutcome.Good;
        try
        {
            if (spec.Login is not null)
                outcome = await new MySqlQuestions(session, greeting, spec.Query).AskAsync(cancellationToken);
        }
        catch (ProbeFailedException e)
        {
            outcome = ProbeOutcome.Bad(e.Message);
        }

        await QuitAsync(session, cancellationToken);
        return outcome;
    }

    private ProbeOutcome Judge(MySqlError refusal) => refusal.IsAboutAccount
        ? spec.Login is null ? ProbeOutcome.Good : ProbeOutcome.Bad($"login refused: {refusal}")
        : ProbeOutcome.Bad(refusal.ToString());

    private static async Task QuitAsync(MySqlSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.QuitAsync(cancellationToken);
        }
        catch (ProbeFailedException)
        {
            // The connection has failed: the outcome stands, and the next probe will tell.
        }
    }
}
