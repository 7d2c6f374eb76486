using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Follows the plain-text conversation of one session, to know whether it could end now without loss. It sees every
/// byte once, in order per direction, and a question before its answer; in pieces of any size, of which it keeps only
/// counters and the first bytes of a message. It changes nothing. What it does not understand, encryption first of all,
/// it stops to watch, for good.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal abstract class ProtocolObserver
{
    /// <summary>False once it needs no more bytes.</summary>
    public bool IsWatching { get; private set; } = true;

    /// <summary>What is known now.</summary>
    public SessionRest Rest => IsWatching ? IsAtRest ? SessionRest.Idle : SessionRest.Busy : Verdict;

    /// <summary>The backend that a cancel request should have reached instead; null if there is none.</summary>
    public CancelTarget? Elsewhere { get; protected set; }

    /// <summary>The session is a cancel request: its end says nothing of the backend.</summary>
    public bool IsCancel { get; protected set; }

    /// <summary>True if nothing is outstanding. Only asked while it watches.</summary>
    protected abstract bool IsAtRest { get; }

    /// <summary>The answer once it no longer watches.</summary>
    private SessionRest Verdict { get; set; }

    /// <summary>Watches bytes that were just read, before they are passed on.</summary>
    public void Watch(bool isUpload, ReadOnlySpan<byte> bytes)
    {
        while (IsWatching && !bytes.IsEmpty)
        {
            if (isUpload) OnClient(ref bytes);
            else OnServer(ref bytes);
        }
    }

    /// <summary>The session is over.</summary>
    public virtual void End()
    {
    }

    /// <summary>Takes at least one byte off the front.</summary>
    protected abstract void OnClient(ref ReadOnlySpan<byte> bytes);

    /// <summary>Takes at least one byte off the front.</summary>
    protected abstract void OnServer(ref ReadOnlySpan<byte> bytes);

    /// <summary>From here on nothing is known.</summary>
    protected void GiveUp() => (IsWatching, Verdict) = (false, SessionRest.Unknown);

    /// <summary>From here on the session is a stream without questions and answers: it never rests.</summary>
    protected void BecomeStream() => (IsWatching, Verdict) = (false, SessionRest.Busy);
}
