using L4Balancer.Core;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Denied clients whose connections stay open without an answer (<c>on-deny: silent</c>), so that a scanner waits for
/// nothing. Each holds a descriptor and a place of the process, for <see cref="Limits.SilentTime"/>, at most; sooner if
/// there are more of them than their share, or if a session needs the place. Any thread.
/// </summary>
/// <param name="descriptors">Sessions that the file descriptors of the process allow.</param>
internal sealed class SilentClients(SessionPlaces places, int descriptors, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _sync = new();
    private readonly Queue<(IDisposable Client, long Since)> _held = [];
    private ITimer? _timer; // Null while nobody is held.
    private bool _isOver;

    /// <summary>The most clients that are held.</summary>
    public int Max { get; } = Math.Clamp(descriptors / Limits.SilentShare, 1, Limits.SilentMax);

    public int Count
    {
        get
        {
            lock (_sync) return _held.Count;
        }
    }

    /// <summary>Holds a client; the oldest one is released if there are too many.</summary>
    /// <param name="client">Its connection; disposing it resets the client.</param>
    /// <returns>False if there is no place for it; the caller ends it.</returns>
    public bool TryHold(IDisposable client)
    {
        if (Count >= Max) TryReleaseOldest();
        if (!places.TryTake()) return false;
        lock (_sync)
        {
            if (!_isOver)
            {
                _held.Enqueue((client, time.GetTimestamp()));
                _timer ??= time.CreateTimer(
                    static held => ((SilentClients)held!).ReleaseExpired(), this, LookInterval, LookInterval);
                return true;
            }
        }

        places.GiveBack();
        return false;
    }

    /// <returns>False if nobody is held.</returns>
    public bool TryReleaseOldest() => TryRelease(TimeSpan.Zero);

    public void Dispose()
    {
        lock (_sync) _isOver = true;
        while (TryReleaseOldest())
        {
            // Until none is left.
        }
    }

    private void ReleaseExpired()
    {
        while (TryRelease(Limits.SilentTime))
        {
            // They are in the order of their expiry.
        }
    }

    private bool TryRelease(TimeSpan age)
    {
        IDisposable client;
        lock (_sync)
        {
            if (!_held.TryPeek(out var oldest) || time.GetElapsedTime(oldest.Since) < age) return false;
            client = _held.Dequeue().Client;
            if (_held.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }

        client.Dispose();
        places.GiveBack();
        return true;
    }
}
