using System.Net.Security;
using L4Balancer.Core.Config;
using L4Balancer.Secrets;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Settings that may change while the server runs: tokens, names, the certificate. Each is one reference, replaced as a
/// whole.
/// </summary>
internal sealed class AdminSecurity
{
    private volatile AdminTokens _tokens = new(null, null);
    private volatile IReadOnlyList<string> _hosts = [];
    private volatile SslStreamCertificateContext? _certificate;

    public AdminTokens Tokens => _tokens;

    /// <summary>Host names accepted in requests, besides localhost.</summary>
    public IReadOnlyList<string> Hosts => _hosts;

    /// <summary>Null without TLS.</summary>
    public SslStreamCertificateContext? Certificate => _certificate;

    /// <summary>All or nothing: the files, which can fail, are read first.</summary>
    /// <param name="onOpenFile">Called for a secret file that other users can read, with its mode.</param>
    /// <exception cref="AdminStartException">Files cannot be read or used; all are listed.</exception>
    public void Use(AdminConfig config, Action<string, string> onOpenFile)
    {
        var problems = new List<string>();
        var operatorToken = Try(() => TokenFile.Read(config.OperatorTokenFile, onOpenFile), problems);
        var readerToken = Try(() => TokenFile.Read(config.ReaderTokenFile, onOpenFile), problems);
        var certificate = Try(
            () => config.Tls is { } tls ? PemFiles.ReadIdentity(tls.Certificate, tls.Key, onOpenFile) : null, problems);
        if (problems.Count > 0) throw new AdminStartException(problems);
        (_tokens, _hosts, _certificate) = (new AdminTokens(operatorToken, readerToken), config.Hosts, certificate);
    }

    private static T? Try<T>(Func<T?> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (SecretException e)
        {
            problems.Add(e.Message);
            return null;
        }
    }
}
