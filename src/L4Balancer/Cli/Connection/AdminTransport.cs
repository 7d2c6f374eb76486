using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace L4Balancer.Cli.Connection;

/// <summary>The transport to a daemon: a unix socket, TCP, or TLS.</summary>
internal static class AdminTransport
{
    /// <exception cref="AdminException">The file of certificates cannot be used.</exception>
    public static SocketsHttpHandler Create(AdminPlace place, TimeSpan connectTimeout)
    {
        // A proxy from the environment is for external traffic; the daemon is contacted directly.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = connectTimeout,
        };
        if (place.Address.UnixPath is { } path)
            handler.ConnectCallback = async (_, stop) => await ConnectAsync(path, stop);
        if (place.IsInsecure) TakeAnyCertificate(handler.SslOptions);
        else if (place.Ca is { } ca) handler.SslOptions.CertificateChainPolicy = Trusting(ca);
        return handler;
    }

    private static async Task<Stream> ConnectAsync(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw AdminException.NoDaemon($"the certificates in {file} cannot be read: {e.Message}");
        }

        return policy;
    }

    /// <summary>The operator requested this with --insecure, whose help states the risk.</summary>
#pragma warning disable MA0039, CA5359
    private static void TakeAnyCertificate(SslClientAuthenticationOptions options) =>
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore MA0039, CA5359
}
