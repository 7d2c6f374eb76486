namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// When each side of a session last moved a byte, in ticks of the engine's clock. Written by the relay, read by the
/// session's timer; a stale read only makes the timer look once more.
/// </summary>
internal sealed class Activity(TimeProvider time)
{
    private long _client = time.GetTimestamp();
    private long _server = time.GetTimestamp();

    public long Client => Volatile.Read(ref _client);

    public long Server => Volatile.Read(ref _server);

    public void Touch(Side side)
    {
        if (side == Side.Client) Volatile.Write(ref _client, time.GetTimestamp());
        else Volatile.Write(ref _server, time.GetTimestamp());
    }
}

/// <summary>One of the two connections of a session.</summary>
internal enum Side
{
    Client,
    Server,
}
