using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The observer of a session whose two directions run on any thread. A lock keeps the order: bytes are watched before
/// they are sent, so no answer is watched before its question.
/// </summary>
internal sealed class RelayWatch(ProtocolObserver observer, SessionEnd end)
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _misdirected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOver; // It has seen enough.

    /// <summary>The session was a cancel request.</summary>
    public bool IsCancel => observer.IsCancel;

    /// <summary>The backend that the client's last bytes are for; null if it is the right one.</summary>
    public CancelTarget? Elsewhere => observer.Elsewhere;

    /// <summary>Completes when the session is to move to <see cref="Elsewhere"/>.</summary>
    public Task Misdirected => _misdirected.Task;

    public SessionRest Rest
    {
        get
        {
            lock (_sync) return observer.Rest;
        }
    }

    /// <summary>Shows the bytes that the client's reader holds.</summary>
    public void Watch(ClientReader client)
    {
        if (client.Bytes.Count > 0) IsMisdirected(isUpload: true, client.Bytes.Span);
    }

    /// <summary>Shows bytes that were read, before they are sent.</summary>
    /// <returns>True if they are not for this backend.</returns>
    public bool IsMisdirected(bool isUpload, ReadOnlySpan<byte> bytes)
    {
        if (_isOver) return false;
        lock (_sync)
        {
            observer.Watch(isUpload, bytes);
            _isOver = !observer.IsWatching;
            return _isOver && isUpload && observer.Elsewhere is not null;
        }
    }

    /// <summary>Asks for the move, and waits for the relay to stop, or for the session to end.</summary>
    public async Task StopAsync(CancellationToken stop)
    {
        _misdirected.TrySetResult();
        await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), end.Reason);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>The session is over, or continues elsewhere.</summary>
    public void End()
    {
        lock (_sync) observer.End();
    }
}
