using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Handover;

/// <summary>The bytes of a message, which are taken from the front, session by session.</summary>
internal sealed class HeldBytes(ReadOnlyMemory<byte> bytes)
{
    private ReadOnlyMemory<byte> _left = bytes;

    /// <exception cref="HandoverException">There are fewer.</exception>
    public ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > _left.Length) throw new HandoverException("bytes of a session are missing");
        var part = _left[..count];
        _left = _left[count..];
        return part;
    }

    /// <exception cref="HandoverException">Some are left.</exception>
    public void End()
    {
        if (!_left.IsEmpty) throw new HandoverException("sessions and their bytes do not match");
    }

    /// <summary>The same.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public static DirectionState Checked(DirectionState direction)
    {
        var held = direction.Held.Length;
        if (held > Limits.HeldBytesMax || direction.Bytes < 0 || direction.Uncounted < 0
            || held > direction.Bytes + direction.Uncounted || (direction.IsEnded && held > 0)
            || direction.SourceEnd is < DirectionEnd.Finished or > DirectionEnd.TargetDead
            || direction.Gauge is { Kind: < RelayKind.Adaptive or > RelayKind.Splice })
            throw new HandoverException("a direction contradicts itself");
        return direction;
    }
}
