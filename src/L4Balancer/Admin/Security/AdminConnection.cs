using System.Net;
using L4Balancer.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>
/// A connection of the admin side. Without a request it may be closed to make room for another one, and it is closed
/// soon unless its client has authenticated. Any thread.
/// </summary>
internal sealed class AdminConnection : IDisposable
{
    private readonly Lock _sync = new();
    private readonly ConnectionContext _connection;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _idleSince; // Guarded by _sync.
    private bool _isAsking; // Guarded by _sync.
    private bool _isClosed; // Guarded by _sync.
    private volatile bool _isKnown;

    /// <param name="isKnown">Whether its clients count as authenticated.</param>
    public AdminConnection(ConnectionContext connection, bool isKnown, TimeProvider time)
    {
        (_connection, _isKnown, _time, _idleSince) = (connection, isKnown, time, time.GetTimestamp());
        Client = ClientKey.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        var patience = isKnown ? Timeout.InfiniteTimeSpan : Limits.AdminUnknownIdleMax;
        _timer = time.CreateTimer(_ => TryClose(), null, patience, Timeout.InfiniteTimeSpan);
    }

    public IPAddress Client { get; }

    /// <summary>Whether it has sent an authorized request.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>When its last request was answered, or when it was accepted.</summary>
    public long IdleSince
    {
        get
        {
            lock (_sync) return _idleSince;
        }
    }

    public static AdminConnection Of(HttpContext context) => context.Features.GetRequiredFeature<AdminConnection>();

    /// <summary>The client has authenticated: the connection may be idle between requests.</summary>
    public void Know() => _isKnown = true;

    public void BeginRequest()
    {
        lock (_sync) _isAsking = true;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void EndRequest()
    {
        lock (_sync) (_isAsking, _idleSince) = (false, _time.GetTimestamp());
        if (!_isKnown) _timer.Change(Limits.AdminUnknownIdleMax, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Returns false while a request is being answered.</summary>
    public bool TryClose()
    {
        lock (_sync)
        {
            if (_isAsking || _isClosed) return false;
            _isClosed = true;
        }

        _connection.Abort();
        return true;
    }

    public void Dispose() => _timer.Dispose();
}
