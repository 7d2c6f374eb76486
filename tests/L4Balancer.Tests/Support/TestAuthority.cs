using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace L4Balancer.Tests.Support;

/// <summary>A certificate authority of the test, which issues certificates into a folder.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly TempFolder _folder;
    private readonly string _name;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(TempFolder folder, string name = "authority")
    {
        (_folder, _name) = (folder, name);
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(Today.AddDays(-100), Today.AddDays(100));
        File.WriteAllText(Pem, _certificate.ExportCertificatePem());
    }

    /// <summary>Its own certificate, PEM.</summary>
    public string Pem => _folder.PathOf($"{_name}.pem");

    public static DateTimeOffset Today { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Issues a certificate for a DNS name, and for 127.0.0.1 if wanted.</summary>
    /// <returns>The files of the certificate and of its key.</returns>
    public (string Certificate, string Key) Issue(
        string name, bool isLoopback = true, int firstDay = -1, int lastDay = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (isLoopback) names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            _certificate, Today.AddDays(firstDay), Today.AddDays(lastDay), RandomNumberGenerator.GetBytes(8));
        var files = (_folder.PathOf($"{name}.crt"), _folder.PathOf($"{name}.key"));
        File.WriteAllText(files.Item1, issued.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(files.Item2, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return files;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
