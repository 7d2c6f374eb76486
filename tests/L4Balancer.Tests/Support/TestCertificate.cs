using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Support;

/// <summary>A self-signed certificate of the test.</summary>
internal static class TestCertificate
{
    /// <summary>Writes the certificate, for this name and for 127.0.0.1, and its key, replacing earlier ones.</summary>
    public static AdminTlsConfig Write(TempFolder folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var begin = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var certificate = request.CreateSelfSigned(begin, begin.AddDays(2));
        var tls = new AdminTlsConfig { Certificate = folder.PathOf("cert.pem"), Key = folder.PathOf("key.pem") };
        File.WriteAllText(tls.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(tls.Key, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(tls.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return tls;
    }
}
