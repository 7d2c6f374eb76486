using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Secrets;

namespace L4Balancer.Probes;

/// <summary>Reads the files that the probes of a configuration need, and collects everything that is wrong.</summary>
/// <param name="hasCredentials">False skips credentials of systemd, with a warning: only the service has them.</param>
internal sealed class ProbeFilesReader(bool hasCredentials)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _passwords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, X509Certificate2Collection> _authorities = new(StringComparer.Ordinal);
    private readonly Dictionary<(string?, string?), SslStreamCertificateContext> _identities = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    /// <summary>Each with its place in the configuration; none has the content of a file.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Called once. The result is of use only without errors.</summary>
    public ProbeFiles Read(BalancerConfig config)
    {
        foreach (var pool in config.Pools) Read(pool.Health, $"pools.{pool.Name}.health");
        return new ProbeFiles { Passwords = _passwords, Authorities = _authorities, Identities = _identities };
    }

    private void Read(HealthConfig health, string place)
    {
        Read(health.Login, $"{place}.login");
        Read(health.Redis?.Sentinel?.Login, $"{place}.redis.sentinel.login");
        if (health.Tls is not { } tls) return;
        place += ".tls";
        if (tls.CaFile is { } path) Add(_authorities, path, place, () => PemFiles.ReadAuthorities(path));
        if (tls is { Certificate: { } certificate, Key: { } key })
        {
            Add(_identities, (certificate, key), place,
                () => PemFiles.ReadIdentity(certificate, key, OnOpenFile(place)));
        }
    }

    private void Read(ProbeLoginConfig? login, string place)
    {
        if (login?.PasswordFile is not { } source) return;
        if (!hasCredentials && SecretSource.IsCredential(source))
            _warnings.Add($"{place}: {source} is only available inside the service, and was not checked");
        else Add(_passwords, source, place, () => ReadPassword(source, OnOpenFile(place)));
    }

    /// <summary>An editor ends the file with a line break, which is not part of the password.</summary>
    private static string ReadPassword(string source, Action<string, string> onOpenFile)
    {
        var bytes = SecretFile.Read(source, "password", Limits.PasswordBytesMax, onOpenFile).AsSpan();
        if (bytes is [.., (byte)'\n']) bytes = bytes[..^1];
        if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
        if (bytes.IsEmpty) throw new SecretException($"the password file {source} is empty");
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new SecretException($"the password file {source} is not text in UTF-8");
        }
    }

    private void Add<TKey, TValue>(Dictionary<TKey, TValue> to, TKey key, string place, Func<TValue> read)
        where TKey : notnull
    {
        if (to.ContainsKey(key)) return;
        try
        {
            to[key] = read();
        }
        catch (SecretException e)
        {
            _errors.Add($"{place}: {e.Message}");
        }
    }

    private Action<string, string> OnOpenFile(string place) => (file, mode) =>
        _warnings.Add($"{place}: other users can read {file} (mode {mode}; should be 0600)");
}
