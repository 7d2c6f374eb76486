namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// Puts the packets of the MySQL protocol together from received bytes: three bytes of length, a number, the payload.
/// </summary>
internal sealed class MySqlPacket
{
    public const int HeaderLength = 4;

    /// <summary>The packets of a login and of a ping are short; a longer one is not one of them.</summary>
    private const int LengthMax = 4096;

    private readonly byte[] _buffer = new byte[LengthMax];
    private int _length;

    /// <summary>The sequence number of the server's packet; the answer to it has the next one.</summary>
    public byte Sequence => _buffer[3];

    /// <summary>True when what came is too long to be a packet of a login.</summary>
    public bool IsTooLong => _length >= HeaderLength && HeaderLength + PayloadLength > LengthMax;

    private int PayloadLength => _buffer[0] | _buffer[1] << 8 | _buffer[2] << 16;

    public void Clear() => _length = 0;

    /// <summary>
    /// Takes bytes up to the end of one packet. False while it is not whole, and for good when it <see
    /// cref="IsTooLong"/>. The payload is valid until the next call.
    /// </summary>
    public bool TryTake(ref ReadOnlySpan<byte> received, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Fill(ref received, HeaderLength);
        if (_length < HeaderLength || IsTooLong) return false;
        Fill(ref received, HeaderLength + PayloadLength);
        if (_length < HeaderLength + PayloadLength) return false;
        payload = _buffer.AsSpan(HeaderLength, PayloadLength);
        _length = 0;
        return true;
    }

    private void Fill(ref ReadOnlySpan<byte> received, int upTo)
    {
        var count = Math.Min(received.Length, Math.Max(0, upTo - _length));
        received[..count].CopyTo(_buffer.AsSpan(_length));
        _length += count;
        received = received[count..];
    }
}
