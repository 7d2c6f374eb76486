using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Native;

/// <content>What an observer of the session's protocol sees of a direction.</content>
internal partial struct NativeDirection
{
    /// <summary>Shows bytes that were read to the observer, before they are sent.</summary>
    /// <returns>True if they are not for this target.</returns>
    private readonly bool IsMisdirected(ProtocolObserver observer, ReadOnlySpan<byte> bytes)
    {
        if (!observer.IsWatching) return false;
        observer.Watch(_isUpload, bytes);
        return _isUpload && observer.Elsewhere is not null;
    }
}
