using System.Buffers.Binary;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>The status that a MySQL server sends at the end of an answer.</summary>
[Flags]
internal enum MySqlStatus : ushort
{
    None = 0,
    InTransaction = 0x0001,
    Autocommit = 0x0002,
    MoreResults = 0x0008,
    CursorExists = 0x0040,
    LastRowSent = 0x0080,
    InReadOnlyTransaction = 0x2000,
}

/// <summary>Where the status is.</summary>
internal static class MySqlStatuses
{
    private const int EofSize = 5;

    /// <summary>The status in an OK packet: after two numbers of variable length. Null if it has none.</summary>
    public static MySqlStatus? OfOk(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return null;
        var rest = head[1..];
        return TryNumber(ref rest, out _) && TryNumber(ref rest, out _) ? Read(rest) : null;
    }

    /// <summary>
    /// The status at the end of an answer that is not an error: in a packet of 5 bytes it is after the number of
    /// warnings, in a longer one as in an OK packet.
    /// </summary>
    public static MySqlStatus? OfEnd(ReadOnlySpan<byte> head) => head.Length == EofSize ? Read(head[3..]) : OfOk(head);

    /// <summary>Reads a number of variable length.</summary>
    public static bool TryNumber(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        if (bytes.IsEmpty) return false;
        var size = bytes[0] switch { < 0xFB => 0, 0xFC => 2, 0xFD => 3, 0xFE => 8, _ => -1 };
        if (size < 0 || bytes.Length <= size) return false;
        if (size == 0) number = bytes[0];
        for (var i = size; i > 0; i--) number = (number << 8) | bytes[i];
        bytes = bytes[(size + 1)..];
        return true;
    }

    private static MySqlStatus? Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length < sizeof(ushort) ? null : (MySqlStatus)BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
