using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Probes.Managed;

namespace L4Balancer.Probes.Streams;

/// <summary>A probe that talks with its backend over one connection, which it ends in order.</summary>
/// <param name="spec">What it begins with.</param>
/// <param name="tls">Null is plain text.</param>
internal abstract class StreamProbe(ProbeSpec spec, ProbeTlsConfig? tls, ProbeServices services) : IProbe
{
    protected ProbeServices Services { get; } = services;

    public async Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
    {
        DateTimeOffset? expires = null;
        ProbeOutcome outcome;
        try
        {
            await using var stream = await ProbeStream.ConnectAsync(address, Services, cancellationToken);
            try
            {
                if (spec.Proxy is { } version)
                    await stream.WriteAsync(ProxyHeaderWriter.Local(version), cancellationToken);
                if (tls is not null) await stream.SecureAsync(tls, cancellationToken);
                outcome = await TalkAsync(stream, cancellationToken);
            }
            finally
            {
                expires = stream.CertificateExpires;
            }
        }
        catch (ProbeFailedException e)
        {
            outcome = ProbeOutcome.Bad(e.Message);
        }

        if (expires is null) return outcome;
        var findings = outcome.Findings ?? new ProbeFindings();
        return outcome with { Findings = findings with { CertificateExpires = expires } };
    }

    /// <summary>The conversation alone, over a connection that somebody else owns.</summary>
    /// <exception cref="ProbeFailedException">The backend has failed.</exception>
    internal Task<ProbeOutcome> TalkOverAsync(ProbeStream stream, CancellationToken cancellationToken) =>
        TalkAsync(stream, cancellationToken);

    /// <summary>The conversation, after the connect and the TLS handshake.</summary>
    /// <exception cref="ProbeFailedException">The backend has failed.</exception>
    protected abstract Task<ProbeOutcome> TalkAsync(ProbeStream stream, CancellationToken cancellationToken);
}
