using System.Net.Sockets;
using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>
/// An address of the admin side. Every connection knows the entrance that it came by; each entrance has so many
/// connections of its own, so that one that is crowded leaves the others open.
/// </summary>
internal sealed class Entrance(NetAddress address)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    private int _connections;

    public NetAddress Address { get; } = address;

    public bool IsUnix => Address.UnixPath is not null;

    public static Entrance Of(HttpContext context) => context.Features.GetRequiredFeature<Entrance>();

    /// <summary>The part of the connection's pipeline that lets it in, or closes it at once.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > Limits.AdminConnectionsMax) connection.Abort();
            else
            {
                connection.Features.Set(this);
                await next(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };

    /// <summary>The user at the other end of a unix socket; null elsewhere. unix(7), SO_PEERCRED.</summary>
    public static uint? UserOf(HttpContext context)
    {
        if (!OperatingSystem.IsLinux() || context.Features.Get<IConnectionSocketFeature>() is not { } feature)
            return null;
        Span<byte> credentials = stackalloc byte[12]; // struct ucred: pid, uid, gid.
        try
        {
            feature.Socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
            return MemoryMarshal.Read<uint>(credentials[4..]);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
