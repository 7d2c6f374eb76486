using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The last movement of a session, in ticks of the engine's clock. Written by the relay, read by the session's timer; a
/// stale read only makes the timer look once more.
/// </summary>
internal sealed class Activity(TimeProvider time)
{
    private long _last = Begin(time);

    public LastMove Last => LastMove.Read(ref _last);

    /// <summary>Bytes came; before they are passed on, so that what they set off is noted after them.</summary>
    public void NoteReceived(bool isUpload) => new LastMove(time.GetTimestamp(), isUpload).Write(ref _last);

    /// <summary>
    /// Bytes were taken. The turn stays as it is: whoever took them may have sent something meanwhile, and that was
    /// noted.
    /// </summary>
    public void NoteTaken() => LastMove.Renew(ref _last, time.GetTimestamp());

    private static long Begin(TimeProvider time)
    {
        var packed = 0L;
        new LastMove(time.GetTimestamp(), isUpload: false).Write(ref packed);
        return packed;
    }
}
