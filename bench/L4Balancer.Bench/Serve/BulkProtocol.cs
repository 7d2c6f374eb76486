using L4Balancer.Bench.Load;

namespace L4Balancer.Bench.Serve;

/// <summary>
/// What <c>serve --protocol bulk</c> speaks: the client's first byte says which way bytes go from then on, until
/// somebody closes.
/// </summary>
internal static class BulkProtocol
{
    /// <summary>The server sends.</summary>
    public const byte Down = (byte)'D';

    /// <summary>The client sends, the server throws away.</summary>
    public const byte Up = (byte)'U';

    public const byte Both = (byte)'B';

    /// <summary>What is sent over and over.</summary>
    public static byte[] Payload { get; } = GC.AllocateArray<byte>(256 * 1024, pinned: true);

    public static byte ByteOf(BulkDirection direction) => direction switch
    {
        BulkDirection.Up => Up,
        BulkDirection.Both => Both,
        _ => Down,
    };
}
