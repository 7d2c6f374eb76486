using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Load;

/// <summary>The target of the load: <c>HOST:PORT</c>, <c>[IPV6]:PORT</c> or <c>unix:PATH</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Host">A name or an address; the path of a unix socket, with port 0.</param>
internal sealed record LoadTarget(string Text, string Host, int Port)
{
    private const string UnixPrefix = "unix:";

    public bool IsUnix => Text.StartsWith(UnixPrefix, StringComparison.Ordinal);

    /// <summary>Null if the text is not a target.</summary>
    public static LoadTarget? TryParse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            var isPath = Encoding.UTF8.GetByteCount(path) is > 0 and <= LinuxAddress.UnixPathMax;
            return isPath ? new LoadTarget(text, path, 0) : null;
        }

        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port)) return null;
        var host = text[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed) host = host[1..^1];
        // Without brackets the last group of an IPv6 address cannot be distinguished from a port.
        if (host.Length == 0 || host.Contains(':') != isBracketed) return null;
        return new LoadTarget(text, host, port);
    }

    /// <summary>The first address of the name, an IPv4 one if there is any.</summary>
    /// <exception cref="SocketException">The name has no address.</exception>
    public async Task<EndPoint> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IsUnix) return new UnixDomainSocketEndPoint(Host);
        if (IPAddress.TryParse(Host, out var literal)) return new IPEndPoint(literal, Port);
        var addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken);
        var isV4First = addresses.OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork);
        return new IPEndPoint(isV4First.First(), Port);
    }
}
