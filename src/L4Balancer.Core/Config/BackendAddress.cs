using System.Net;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>
/// A backend's address as the operator wrote it: fixed (IP or unix socket), or a host name that stands for every
/// address it resolves to. Exactly one of <see cref="Fixed"/> and <see cref="HostName"/> is set.
/// </summary>
public sealed record BackendAddress(NetAddress? Fixed, string? HostName, int Port)
{
    public static BackendAddress Of(NetAddress address) => new(address, null, address.Port);

    public static BackendAddress OfHost(string hostName, int port) => new(null, hostName, port);

    public static BackendAddress Of(IPAddress ip, int port) => Of(NetAddress.FromIp(ip, port));

    /// <summary>Parses an address as the config does; returns null and the problem if it is not valid.</summary>
    public static BackendAddress? Parse(string text, out string? problem)
    {
        var parsed = new BackendAddressShape().Parse(text);
        problem = parsed.IsGood ? null : parsed.Problem;
        return parsed.IsGood ? parsed.Value : null;
    }

    public override string ToString() => Fixed?.ToString() ?? $"{HostName}:{Port}";
}
