using System.Net.Security;
using L4Balancer.Core.Config;

namespace L4Balancer.Admin.Security;

/// <summary>
/// What may change while the server runs: tokens, names, the certificate. Each is one reference, replaced as a whole.
/// </summary>
internal sealed class AdminSecurity
{
    private volatile AdminTokens _tokens = new(null, null);
    private volatile IReadOnlyList<string> _hosts = [];
    private volatile SslStreamCertificateContext? _certificate;

    public AdminTokens Tokens => _tokens;

    /// <summary>Names that a request may be for, beside localhost.</summary>
    public IReadOnlyList<string> Hosts => _hosts;

    /// <summary>Null without TLS.</summary>
    public SslStreamCertificateContext? Certificate => _certificate;

    /// <summary>All or nothing: what can fail, the reading of files, comes first.</summary>
    /// <param name="onOpenFile">Told of a token file that other users may read, and its mode.</param>
    /// <exception cref="AdminStartException">A file cannot be read.</exception>
    public void Use(AdminConfig config, Action<string, string> onOpenFile)
    {
        var tokens = AdminTokens.Read(config, onOpenFile);
        var certificate = AdminCertificate.Read(config.Tls);
        (_tokens, _hosts, _certificate) = (tokens, config.Hosts, certificate);
    }
}
