namespace L4Balancer.DataPlane.Sessions;

/// <summary>The relay of a session as a plain value. State kept by the kernel stays with the two sockets.</summary>
/// <param name="Ending">The ends that have been passed on.</param>
/// <param name="Moved">The last movement, in monotonic milliseconds.</param>
/// <param name="Reset">The wait of a reset that is to be passed on; null if there is none.</param>
internal sealed record RelayState(
    DirectionState Upload, DirectionState Download, RelayEnding Ending, LastMove Moved, ResetWait? Reset)
{
    /// <summary>The same, with a header that the backend gets before the client's bytes.</summary>
    public RelayState After(byte[] header) => this with
    {
        Upload = Upload with
        {
            Held = (byte[])[.. header, .. Upload.Held.Span],
            Uncounted = Upload.Uncounted + header.Length,
        },
    };
}
