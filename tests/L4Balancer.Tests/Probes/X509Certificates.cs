using System.Security.Cryptography.X509Certificates;

namespace L4Balancer.Tests.Probes;

/// <summary>Authorities as probes know them: by the path of their file.</summary>
internal sealed class X509Certificates
{
    private readonly Dictionary<string, X509Certificate2Collection> _byPath = [];

    public X509Certificates(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        _byPath[path] = authorities;
    }

    public IReadOnlyDictionary<string, X509Certificate2Collection> ByPath => _byPath;
}
