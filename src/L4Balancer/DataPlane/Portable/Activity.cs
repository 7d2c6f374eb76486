using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The last movement of a session, in monotonic milliseconds. Written by the relay, read by the session's timer; a
/// stale read only makes the timer look once more.
/// </summary>
internal sealed class Activity
{
    private readonly PortableServices _services;
    private long _last; // Any thread; both loops of both directions write it.

    public Activity(PortableServices services)
    {
        _services = services;
        NoteReceived(isUpload: false);
    }

    public LastMove Last => LastMove.Read(ref _last);

    /// <summary>Bytes came; before they are passed on, so that what they set off is noted after them.</summary>
    public void NoteReceived(bool isUpload) => PutBack(new LastMove(_services.Now, isUpload));

    /// <summary>
    /// Bytes were taken. The turn stays as it is: whoever took them may have sent something meanwhile, and that was
    /// noted.
    /// </summary>
    public void NoteTaken() => LastMove.Renew(ref _last, _services.Now);

    /// <summary>Goes on where another one was.</summary>
    public void PutBack(LastMove last) => last.Write(ref _last);
}
