using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace L4Balancer.Secrets;

/// <summary>Reads certificates and keys from PEM files.</summary>
internal static class PemFiles
{
    /// <summary>A certificate with the chain that follows it in its file, and its private key.</summary>
    /// <param name="onOpenFile">Called for a key file that other users can read, with its mode.</param>
    /// <exception cref="SecretException">A file cannot be read, or certificate and key do not match.</exception>
    public static SslStreamCertificateContext ReadIdentity(
        string certificate, string key, Action<string, string> onOpenFile)
    {
        try
        {
            SecretFile.WarnWhenOpen(key, onOpenFile);
            var own = X509Certificate2.CreateFromPemFile(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);

            // Offline: no certificates are downloaded to complete the chain.
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception e) when (IsBadFile(e))
        {
            throw new SecretException(
                $"the certificate {certificate} with the key {key} cannot be used: {e.Message}");
        }
    }

    /// <summary>The certificate authorities in a file.</summary>
    /// <exception cref="SecretException">It cannot be read, or has none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPemFile(path);
        }
        catch (Exception e) when (IsBadFile(e))
        {
            throw new SecretException($"the authorities in {path} cannot be read: {e.Message}");
        }

        return all.Count > 0 ? all : throw new SecretException($"{path} has no certificate in PEM format");
    }

    private static bool IsBadFile(Exception e) =>
        e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
