using System.Buffers.Binary;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>
/// The bytes of every stream: they depend on the session, the direction and the place, so that a lost, a repeated or a
/// foreign one is found. They are slices of one table, so that neither sending nor checking costs much.
/// </summary>
internal static class StreamBytes
{
    /// <summary>Length of what a client sends first: which session it is.</summary>
    public const int HeaderLength = 16;

    private const uint Mark = 0x4C34534B;

    /// <summary>A prime, so that buffer sizes do not fit into it.</summary>
    private const int TableLength = 1_048_583;

    private static readonly byte[] Table = MakeTable();

    /// <summary>At least one of the bytes at a place of a stream, at most so many.</summary>
    public static ReadOnlySpan<byte> At(ulong id, bool isUpload, long place, int max)
    {
        var start = (id * 2 + (isUpload ? 1UL : 0)) * 0x9E3779B97F4A7C15 >> 20;
        var at = (int)((start + (ulong)place) % TableLength);
        return Table.AsSpan(at, Math.Min(max, TableLength - at));
    }

    /// <summary>Whether these are the bytes at a place of a stream.</summary>
    public static bool Are(ReadOnlySpan<byte> bytes, ulong id, bool isUpload, long place)
    {
        while (bytes.Length > 0)
        {
            var expected = At(id, isUpload, place, bytes.Length);
            if (!bytes[..expected.Length].SequenceEqual(expected)) return false;
            place += expected.Length;
            bytes = bytes[expected.Length..];
        }

        return true;
    }

    public static byte[] HeaderOf(ulong id, StreamKind kind)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Mark);
        header[sizeof(uint)] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(HeaderLength - sizeof(ulong)), id);
        return header;
    }

    /// <summary>Null if these are not the bytes of a header.</summary>
    public static (ulong Id, StreamKind Kind)? ParseHeader(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header) == Mark
            ? (BinaryPrimitives.ReadUInt64LittleEndian(header[(HeaderLength - sizeof(ulong))..]),
                (StreamKind)header[sizeof(uint)])
            : null;

    private static byte[] MakeTable()
    {
        var table = new byte[TableLength];
        new Random(20260731).NextBytes(table);
        return table;
    }
}
