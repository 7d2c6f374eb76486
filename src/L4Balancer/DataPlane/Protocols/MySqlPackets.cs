namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// The packets of one direction of MySQL's protocol: a length of three bytes, a sequence number, a payload. Of each
/// payload it keeps the first bytes. A payload of 16 MiB - 1 goes on in the next packet. A mutable value.
/// </summary>
internal struct MySqlPackets
{
    /// <summary>The most of a payload that anybody wants to see: an OK packet up to its status.</summary>
    public const int HeadMax = 24;

    private const int HeaderSize = 4;
    private const int LengthMax = 0xFF_FFFF;

    private HeaderReader _header;
    private HeadBytes _head;
    private int _headCount;
    private int _left;
    private int _length; // Of the packet in progress.
    private bool _isOpen; // A payload is in progress, or goes on in the next packet.

    /// <summary>A payload has begun, and is not complete.</summary>
    public readonly bool IsPartial => _isOpen || _header.IsPartial;

    /// <summary>The sequence number of the first packet of the payload.</summary>
    public byte Sequence { get; private set; }

    /// <summary>The size of the payload.</summary>
    public long Size { get; private set; }

    /// <summary>The first bytes of the payload.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Head => ((ReadOnlySpan<byte>)_head)[.._headCount];

    /// <summary>Takes bytes up to the end of a payload.</summary>
    /// <param name="piece">Bytes of the payload that were taken.</param>
    /// <returns>True if the payload is complete.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> piece)
    {
        piece = default;
        if (_left == 0)
        {
            if (!_header.TryRead(ref bytes, HeaderSize, out var header)) return false;
            Begin((uint)header);
        }

        piece = bytes[..Math.Min(_left, bytes.Length)];
        bytes = bytes[piece.Length..];
        _left -= piece.Length;
        var keep = Math.Min(HeadMax - _headCount, piece.Length);
        if (keep > 0) piece[..keep].CopyTo(((Span<byte>)_head)[_headCount..]);
        _headCount += keep;
        _isOpen = _left > 0 || _length == LengthMax;
        return !_isOpen;
    }

    private void Begin(uint header)
    {
        _length = _left = (int)(((header >> 24) & 0xFF) | ((header >> 8) & 0xFF00) | ((header << 8) & 0xFF_0000));
        if (_isOpen)
        {
            Size += _length;
            return;
        }

        (Sequence, Size, _headCount) = ((byte)header, _length, 0);
    }

    [System.Runtime.CompilerServices.InlineArray(HeadMax)]
    private struct HeadBytes
    {
        private byte _first;
    }
}
