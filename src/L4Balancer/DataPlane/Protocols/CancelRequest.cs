using System.Buffers.Binary;
using L4Balancer.Core;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// PostgreSQL's request to cancel a query: a length, a code, and the key that the backend gave to the session.
/// </summary>
internal static class CancelRequest
{
    /// <summary>In place of a protocol version.</summary>
    public const uint Code = 80877102;

    /// <summary>Length and code, as in every first message of a client.</summary>
    public const int HeaderSize = 8;

    /// <summary>Whether a first message with this header is a cancel request of a possible size.</summary>
    public static bool IsHeader(uint length, uint code) =>
        code == Code && length > HeaderSize && length <= HeaderSize + Limits.CancelKeySizeMax;

    /// <summary>The key in a complete request; empty while it is incomplete or if it is something else.</summary>
    /// <param name="isOther">It will never be a cancel request.</param>
    public static ReadOnlySpan<byte> KeyIn(ReadOnlySpan<byte> bytes, out bool isOther)
    {
        isOther = false;
        if (bytes.Length < HeaderSize) return default;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        isOther = !IsHeader(length, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return isOther || bytes.Length < length ? default : bytes[HeaderSize..(int)length];
    }
}
