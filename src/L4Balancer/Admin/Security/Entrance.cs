using System.Net.Sockets;
using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Security;

/// <summary>
/// A listening address of the admin side. Every connection knows its entrance. Each entrance has its own limit of
/// connections, and each client a share of them; beyond that the longest idle one is closed, so that no client can
/// lock others out by holding connections.
/// </summary>
internal sealed class Entrance(NetAddress address, AdminCounters counters, TimeProvider time, ILogger log)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    private readonly Lock _sync = new();
    private readonly HashSet<AdminConnection> _inside = []; // Guarded by _sync.
    private readonly LogPace _pace = new(time, TimeSpan.FromSeconds(10));

    public NetAddress Address { get; } = address;

    public bool IsUnix => Address.UnixPath is not null;

    public static Entrance Of(HttpContext context) => context.Features.GetRequiredFeature<Entrance>();

    /// <summary>The part of the connection's pipeline that admits it, or closes it at once.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        using var comer = new AdminConnection(connection, isKnown: IsUnix, time);
        try
        {
            if (!TryEnter(comer)) connection.Abort();
            else
            {
                connection.Features.Set(this);
                connection.Features.Set(comer);
                await next(connection);
            }
        }
        finally
        {
            lock (_sync) _inside.Remove(comer);
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

    private bool TryEnter(AdminConnection comer)
    {
        lock (_sync)
        {
            if (Rivals(comer) is { } rivals && !MakeRoom(rivals)) return false;
            return _inside.Add(comer);
        }
    }

    /// <summary>The candidates for closing; null if there is room. Called under the lock.</summary>
    private AdminConnection[]? Rivals(AdminConnection comer)
    {
        AdminConnection[] own = [.. _inside.Where(c => c.Client.Equals(comer.Client))];
        if (!IsUnix && own.Length >= Limits.AdminConnectionsPerClientMax) return own;
        return _inside.Count >= Limits.AdminConnectionsMax ? [.. _inside] : null;
    }

    private bool MakeRoom(AdminConnection[] rivals)
    {
        counters.CountTurnedAway();
        var gone = rivals.OrderBy(c => c.IsKnown).ThenBy(c => c.IdleSince).FirstOrDefault(c => c.TryClose());
        var outcome = gone is null
            ? "all are busy, so a new one was refused"
            : "closed the longest idle one for a new one";
        if (_pace.MayLog()) log.AdminCrowded(Address.ToString(), rivals.Length, rivals[0].Client, outcome);
        return gone is not null && _inside.Remove(gone);
    }
}
