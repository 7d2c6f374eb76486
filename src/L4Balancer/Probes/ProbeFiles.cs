using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace L4Balancer.Probes;

/// <summary>The content of the files that the probes of a configuration need. Immutable; never printed.</summary>
internal sealed class ProbeFiles
{
    public static ProbeFiles None { get; } = new();

    /// <summary>By the source of a password file.</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; init; } = new Dictionary<string, string>();

    /// <summary>By path.</summary>
    public IReadOnlyDictionary<string, X509Certificate2Collection> Authorities { get; init; } =
        new Dictionary<string, X509Certificate2Collection>();

    /// <summary>By the paths of certificate and key.</summary>
    public IReadOnlyDictionary<(string? Certificate, string? Key), SslStreamCertificateContext> Identities
    {
        get;
        init;
    } = new Dictionary<(string?, string?), SslStreamCertificateContext>();

    /// <summary>These, and of others what these do not have.</summary>
    public ProbeFiles Over(ProbeFiles others) => new()
    {
        Passwords = Over(Passwords, others.Passwords),
        Authorities = Over(Authorities, others.Authorities),
        Identities = Over(Identities, others.Identities),
    };

    private static Dictionary<TKey, TValue> Over<TKey, TValue>(
        IReadOnlyDictionary<TKey, TValue> these, IReadOnlyDictionary<TKey, TValue> others)
        where TKey : notnull
    {
        var all = new Dictionary<TKey, TValue>(others);
        foreach (var (key, value) in these) all[key] = value;
        return all;
    }
}
