using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Managed;

namespace L4Balancer.Probes;

/// <summary>
/// What probes need of files, always as the last accepted configuration found it: a reload replaces all of it, and a
/// probe in flight goes on with what it has taken. Any thread.
/// </summary>
internal sealed class ProbeSecrets
{
    private volatile ProbeFiles _files = ProbeFiles.None;

    /// <summary>
    /// Before a configuration comes into force: its files, and those of the probes that still run. Called by one thread
    /// at a time.
    /// </summary>
    public void Prepare(ProbeFiles next) => _files = next.Over(_files);

    /// <summary>It is in force: nothing else is kept.</summary>
    public void Use(ProbeFiles files) => _files = files;

    /// <returns>Null without a password file.</returns>
    public string? PasswordOf(ProbeLoginConfig login) =>
        login.PasswordFile is { } source ? Known(_files.Passwords, source) : null;

    /// <returns>Null for the authorities of the system.</returns>
    public X509Certificate2Collection? AuthoritiesOf(ProbeTlsConfig tls) =>
        tls.CaFile is { } path ? Known(_files.Authorities, path) : null;

    /// <returns>Null if the probe shows no certificate.</returns>
    public SslStreamCertificateContext? IdentityOf(ProbeTlsConfig tls) =>
        tls.Certificate is null ? null : Known(_files.Identities, (tls.Certificate, tls.Key));

    private static TValue Known<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> all, TKey key) =>
        all.TryGetValue(key, out var value)
            ? value
            : throw new LocalShortageException("the configuration has just changed");
}
