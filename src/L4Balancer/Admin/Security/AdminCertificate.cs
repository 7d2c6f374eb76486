using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core.Config;

namespace L4Balancer.Admin.Security;

/// <summary>Reads the certificate of the admin side from its PEM files.</summary>
internal static class AdminCertificate
{
    /// <exception cref="AdminStartException">A file cannot be read, or certificate and key do not match.</exception>
    /// <param name="onOpenFile">Called for a key file that other users can read, with its mode.</param>
    public static SslStreamCertificateContext? Read(AdminTlsConfig? tls, Action<string, string> onOpenFile)
    {
        if (tls is null) return null;
        try
        {
            SecretFile.WarnWhenOpen(tls.Key, onOpenFile);
            var own = X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(tls.Certificate);

            // Offline: no certificates are downloaded to complete the chain.
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            throw new AdminStartException(
                [$"the certificate {tls.Certificate} with the key {tls.Key} cannot be used: {e.Message}"]);
        }
    }
}
