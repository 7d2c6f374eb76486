using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Waits until the client has sent anything, so that a silent one takes no backend's place.</summary>
/// <param name="timeout">How long it may be silent.</param>
internal sealed class FirstBytePreread(TimeSpan timeout) : Preread
{
    public override TimeSpan Timeout => timeout;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        if (!bytes.IsEmpty) return PrereadAnswer.Done(consumed: 0);

        // A client that ends without a byte has nothing to ask of a backend: it is gone.
        return end == PrereadEnd.TimeUp ? PrereadAnswer.Refuse(CloseReason.RefusedSilent) : PrereadAnswer.More;
    }
}
