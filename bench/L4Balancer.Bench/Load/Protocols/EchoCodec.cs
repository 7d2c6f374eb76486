using L4Balancer.Core.Policies;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// Every byte sent is echoed. Every connection sends different bytes each time, so that an answer meant for another
/// connection is detected as wrong.
/// </summary>
/// <param name="stream">Random bytes, shared by all; see <see cref="MakeStream"/>.</param>
internal sealed class EchoCodec(byte[] stream, int payload, int connection)
    : MatchingCodec(stream, payload, stream, payload)
{
    /// <summary>A prime, so that requests of a usual size begin at every position in turn.</summary>
    private const int StreamLength = 262_147;

    /// <summary>Far enough apart, and another place for each of the first 262,147 connections.</summary>
    private const int Step = 7_919;

    public override int Start { get; } = (int)((long)connection * Step % stream.Length);

    public static byte[] MakeStream()
    {
        var (bytes, random) = (new byte[StreamLength], new SplitMix64(1));
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.NextBelow(256);
        return bytes;
    }
}
