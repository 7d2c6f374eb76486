using L4Balancer.Bench.Load;

namespace L4Balancer.Bench.Serve;

/// <summary>
/// The protocol of <c>serve --protocol bulk</c>: the client's first byte decides the direction of the data, until
/// either side closes.
/// </summary>
internal static class BulkProtocol
{
    /// <summary>The server sends.</summary>
    public const byte Down = (byte)'D';

    /// <summary>The client sends, the server discards.</summary>
    public const byte Up = (byte)'U';

    public const byte Both = (byte)'B';

    /// <summary>The data that is sent repeatedly.</summary>
    public static byte[] Payload { get; } = GC.AllocateArray<byte>(256 * 1024, pinned: true);

    public static byte ByteOf(BulkDirection direction) => direction switch
    {
        BulkDirection.Up => Up,
        BulkDirection.Both => Both,
        _ => Down,
    };
}
