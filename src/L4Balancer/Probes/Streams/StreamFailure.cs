using System.Net.Sockets;
using System.Security.Authentication;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Streams;

/// <summary>What went wrong on an open connection, in an operator's words.</summary>
internal static class StreamFailure
{
    /// <summary>
    /// Parts of the messages of OpenSSL and of the framework, which are all that tell the failures of TLS apart.
    /// </summary>
    private static readonly (string Part, string Cause)[] TlsFailures =
    [
        ("wrong version number", "does not speak TLS"),
        ("packet length too long", "does not speak TLS"),
        ("http request", "does not speak TLS"),
        ("frame size", "does not speak TLS"),
        ("corrupted frame", "does not speak TLS"),
        ("certificate required", "wants a certificate of the client"),
        ("alert bad certificate", "refuses the certificate of the probe"),
        ("alert unknown ca", "refuses the certificate of the probe: unknown authority"),
        ("alert certificate unknown", "refuses the certificate of the probe"),
        ("alert certificate expired", "refuses the certificate of the probe: expired"),
        ("unrecognized name", "does not know the server name"),
        ("alert protocol version", "has no TLS version in common"),
        ("unsupported protocol", "has no TLS version in common"),
        ("handshake failure", "refused the TLS handshake"),
        ("unexpected EOF", "closed the connection during the TLS handshake"),
    ];

    /// <summary>Null if this is not a failure of the server.</summary>
    public static string? CauseOf(Exception failure)
    {
        if (failure is not (SocketException or IOException or AuthenticationException)) return null;
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
                return ConnectErrors.TextOf(isUnix: false, socket.SocketErrorCode) ?? socket.Message;
            foreach (var (part, cause) in TlsFailures)
            {
                if (inner.Message.Contains(part, StringComparison.OrdinalIgnoreCase)) return cause;
            }
        }

        return $"TLS failed: {(failure.InnerException ?? failure).Message}";
    }
}
