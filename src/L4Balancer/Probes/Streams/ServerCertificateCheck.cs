using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Probes.Streams;

/// <summary>
/// How one handshake of a probe goes: what it verifies of the server's certificate, and which one it shows itself.
/// </summary>
internal sealed class ServerCertificateCheck
{
    private readonly ProbeTlsConfig _tls;
    private readonly string _name;

    /// <param name="address">The server, whose name it is without a configured one.</param>
    public ServerCertificateCheck(ProbeTlsConfig tls, ProbeSecrets secrets, NetAddress address)
    {
        _tls = tls;
        _name = tls.ServerName ?? address.Ip?.ToString() ?? "";
        Policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (secrets.AuthoritiesOf(tls) is { } authorities)
        {
            Policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            Policy.CustomTrustStore.AddRange(authorities);
        }

        Options = new SslClientAuthenticationOptions
        {
            TargetHost = _name,
            CertificateChainPolicy = Policy,
            ClientCertificateContext = secrets.IdentityOf(tls),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsGood(certificate, chain, errors),

            // A resumed session would show the certificate of an earlier handshake.
            AllowTlsResume = false,
        };
    }

    /// <summary>Which authorities are trusted. Nothing is downloaded.</summary>
    public X509ChainPolicy Policy { get; }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>Why the certificate was refused, for the operator; null if it was not.</summary>
    public string? Cause { get; private set; }

    /// <summary>When the server's certificate expires; null before there is one.</summary>
    public DateTimeOffset? Expires { get; private set; }

    /// <summary>The callback of the handshake.</summary>
    public bool IsGood(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var own = certificate as X509Certificate2;
        if (own is not null) Expires = new DateTimeOffset(own.NotAfter);
        if (_tls.Verify == TlsVerification.None) return true;
        if (own is null || chain is null) Cause = "shows no certificate";
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) Cause = CauseOf(own, chain);
        else if (_tls.Verify == TlsVerification.Full
                 && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) Cause = NotFor(own);
        return Cause is null;
    }

    private static string CauseOf(X509Certificate2 own, X509Chain chain)
    {
        foreach (var element in chain.ChainElements)
        {
            if (!element.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)) continue;
            var certificate = element.Certificate;
            var which = certificate.Equals(own) ? "the certificate" : "the certificate of its authority";
            return certificate.NotAfter < chain.ChainPolicy.VerificationTime
                ? $"{which} expired on {Day(certificate.NotAfter)}"
                : $"{which} is not valid before {Day(certificate.NotBefore)}";
        }

        var all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (sum, status) => sum | status.Status);
        if (all.HasFlag(X509ChainStatusFlags.UntrustedRoot) || all.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            return own.SubjectName.RawData.AsSpan().SequenceEqual(own.IssuerName.RawData)
                ? "the certificate is self-signed and not among the accepted authorities"
                : $"the certificate is signed by an unknown authority: {Shown.Quoted(own.Issuer)}";
        }

        return $"the certificate is not accepted: {all}";
    }

    private string NotFor(X509Certificate2 own) => _name.Length == 0
        ? "the certificate cannot be compared with a name: server-name is not set"
        : $"the certificate is not for {_name} but for {Shown.Quoted(NamesOf(own))}";

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(ip => ip.ToString())))
            .Take(3).ToArray();
        return names.Length > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private static string Day(DateTime moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
