using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The last movement of a session, in monotonic milliseconds. Written by the relay, read by the session's timer; a
/// stale read only makes the timer check once more.
/// </summary>
internal sealed class Activity
{
    private readonly PortableServices _services;
    private readonly SessionEnd _end;
    private readonly Lock _sync = new();
    private Conversation _conversation; // Guarded by the lock.
    private long _last; // Any thread; written by both loops of both directions.

    /// <param name="end">The end of the session.</param>
    public Activity(PortableServices services, SessionEnd end, in Conversation conversation)
    {
        (_services, _end, _conversation) = (services, end, conversation);
        NoteReceived(isUpload: false);
    }

    public LastMove Last => LastMove.Read(ref _last);

    /// <summary>Absolute monotonic time in microseconds.</summary>
    public long NowMicroseconds => _services.NowMicroseconds;

    /// <summary>
    /// Bytes were received; called before they are passed on, so that their effects are noted after them.
    /// </summary>
    public void NoteBytes(bool isUpload)
    {
        NoteReceived(isUpload);
        lock (_sync)
        {
            if (isUpload) _conversation.OnUpload(_services.NowMicroseconds);
            else _conversation.OnDownload(_services.NowMicroseconds);
        }
    }

    /// <summary>Asks the kernel about the connection to the backend, if a sample is due.</summary>
    public void SampleIfDue(Socket server)
    {
        if (!_services.Sampler.TryTake(_services.Now)) return;
        var state = ConnectionState.Of(server);
        lock (_sync) _conversation.OnSample(state, _services.NowMicroseconds);
    }

    /// <summary>The session ends, or continues elsewhere.</summary>
    public void EndConversation()
    {
        lock (_sync) _conversation.End(_services.NowMicroseconds);
    }

    /// <summary>A side has acted: it sent something, or ended its direction.</summary>
    public void NoteReceived(bool isUpload) => PutBack(new LastMove(_services.Now, isUpload));

    /// <summary>
    /// Bytes were sent. The turn stays as it is: the receiver may have sent something meanwhile, and that was noted.
    /// </summary>
    public void NoteTaken() => LastMove.Renew(ref _last, _services.Now);

    /// <summary>A direction waits for tokens: the session is not silent, we do not listen.</summary>
    public void NoteThrottled() => LastMove.Renew(ref _last, _services.Now);

    /// <summary>Waits until a moment, in monotonic milliseconds.</summary>
    /// <returns>False if the session has ended before.</returns>
    public async Task<bool> UntilAsync(long moment, CancellationToken stop)
    {
        var left = Math.Max(moment - _services.Now, 1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, _end.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(left), _services.Time, over.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // One that leaves is stopped next, and has not ended.
        if (_end.HasCome && await _end.Reason == CloseReason.None) await Task.Delay(Timeout.Infinite, stop);
        stop.ThrowIfCancellationRequested();
        return !_end.HasCome;
    }

    /// <summary>Continues from the state of another activity.</summary>
    public void PutBack(LastMove last) => last.Write(ref _last);
}
