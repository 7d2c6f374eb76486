using System.Net;
using L4Balancer.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>
/// A connection of the admin side. While it has no request it may be closed for another one, and it is closed soon
/// unless its client is known. Any thread.
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

    /// <param name="isKnown">Whoever may open it is known.</param>
    public AdminConnection(ConnectionContext connection, bool isKnown, TimeProvider time)
    {
        (_connection, _isKnown, _time, _idleSince) = (connection, isKnown, time, time.GetTimestamp());
        Client = ClientKey.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        var patience = isKnown ? Timeout.InfiniteTimeSpan : Limits.AdminUnknownIdleMax;
        _timer = time.CreateTimer(_ => TryClose(), null, patience, Timeout.InfiniteTimeSpan);
    }

    public IPAddress Client { get; }

    /// <summary>It has sent a request that it had a right to.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>When its last request was answered, or when it came.</summary>
    public long IdleSince
    {
        get
        {
            lock (_sync) return _idleSince;
        }
    }

    public static AdminConnection Of(HttpContext context) => context.Features.GetRequiredFeature<AdminConnection>();

    /// <summary>Its client has shown who it is: the connection may rest between requests.</summary>
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

    /// <summary>False while a request is being answered.</summary>
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
