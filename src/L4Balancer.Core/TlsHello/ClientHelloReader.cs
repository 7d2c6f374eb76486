using System.Buffers.Binary;

namespace L4Balancer.Core.TlsHello;

/// <summary>
/// Finds the ClientHello in the first bytes of a client, which may be spread over any number of records and may come in
/// any pieces. It is shown all bytes each time and goes on where it stopped, so that a client that sends one byte at a
/// time costs no more than one that sends all at once. It changes no byte.
/// </summary>
/// <param name="sizeMax">The most bytes that will be shown.</param>
public struct ClientHelloReader(int sizeMax)
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const byte Major = 3;
    private const int RecordHeaderSize = 5;
    private const int MessageHeaderSize = 4;

    /// <summary>The most that one record carries unencrypted (RFC 8446, 5.1).</summary>
    private const int FragmentSizeMax = 1 << 14;

    private int _record; // The first record that is not complete.
    private int _before; // Bytes of the message in the records before it.
    private int _message; // Size of the message with its header; 0 while unknown.

    /// <param name="bytes">All bytes from the client's first one.</param>
    /// <param name="hello">Valid if it is complete.</param>
    public HelloState Read(ReadOnlySpan<byte> bytes, out ClientHello hello)
    {
        hello = default;
        while (true)
        {
            var record = bytes[_record..];
            if (WrongHeader(record) is { } wrong) return wrong;
            if (record.Length <= RecordHeaderSize) return HelloState.Incomplete;
            var length = LengthOf(record);
            var here = Math.Min(length, record.Length - RecordHeaderSize);
            if (_message == 0 && TryReadHeader(bytes, _before + here) is { } refused) return refused;
            if (_message > 0 && _before + here >= _message) return Parse(bytes, out hello);
            if (here < length) return HelloState.Incomplete;
            _before += length;
            _record += RecordHeaderSize + length;
        }
    }

    /// <summary>What a record header shows as soon as its bytes are there.</summary>
    private readonly HelloState? WrongHeader(ReadOnlySpan<byte> record)
    {
        // Only the first record can show that this is another protocol.
        var wrong = _record == 0 ? HelloState.NotTls : HelloState.Malformed;
        if (record.Length > 0 && record[0] != HandshakeRecord) return wrong;
        if (record.Length > 1 && record[1] != Major) return wrong;
        if (record.Length >= RecordHeaderSize && LengthOf(record) is 0 or > FragmentSizeMax)
            return HelloState.Malformed;
        return null;
    }

    /// <summary>Reads type and length of the message, which may be in several records themselves.</summary>
    /// <param name="available">Bytes of the message that are there.</param>
    /// <returns>Why this is no hello; null if it may be one.</returns>
    private HelloState? TryReadHeader(ReadOnlySpan<byte> bytes, int available)
    {
        if (bytes[RecordHeaderSize] != ClientHelloMessage) return HelloState.Malformed;
        if (available < MessageHeaderSize) return null;
        Span<byte> header = stackalloc byte[MessageHeaderSize];
        Gather(bytes, header);
        var size = (int)(BinaryPrimitives.ReadUInt32BigEndian(header) & 0xFFFFFF) + MessageHeaderSize;
        if (size > Limits.ClientHelloMax) return HelloState.Malformed;
        if (size + RecordHeaderSize > sizeMax) return HelloState.TooLarge;
        _message = size;
        return null;
    }

    private readonly HelloState Parse(ReadOnlySpan<byte> bytes, out ClientHello hello)
    {
        ReadOnlySpan<byte> message;
        if (_record == 0)
        {
            message = bytes.Slice(RecordHeaderSize, _message);
        }
        else
        {
            var gathered = new byte[_message];
            Gather(bytes, gathered);
            message = gathered;
        }

        return ClientHello.TryParse(message[MessageHeaderSize..], out hello)
            ? HelloState.Complete
            : HelloState.Malformed;
    }

    /// <summary>Copies the first bytes of the message from the records that they are in.</summary>
    private static void Gather(ReadOnlySpan<byte> bytes, Span<byte> message)
    {
        while (!message.IsEmpty)
        {
            var count = Math.Min(LengthOf(bytes), message.Length);
            bytes.Slice(RecordHeaderSize, count).CopyTo(message);
            message = message[count..];
            if (!message.IsEmpty) bytes = bytes[(RecordHeaderSize + count)..];
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16BigEndian(record[3..]);
}
