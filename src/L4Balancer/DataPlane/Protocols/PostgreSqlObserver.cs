namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Follows a PostgreSQL session: it rests when every query and every Sync has got its ReadyForQuery, the last one said
/// that no transaction is open, and it does not listen to a channel. This file has the client's messages.
/// </summary>
internal sealed partial class PostgreSqlObserver(string pool, CancelTarget backend, CancelKeys keys) : ProtocolObserver
{
    private const uint SslRequest = 80877103;
    private const uint GssEncRequest = 80877104;
    private const int TypedHeader = 5;
    private const int MessageMax = 0x4000_0000;

    /// <summary>Major version 3, any minor.</summary>
    private const uint Version3 = 3;

    private static readonly Word Listen = Word.Of("LISTEN");

    private HeaderReader _clientHeader;
    private SqlStart _sql;
    private byte[]? _key; // While a key is being read.
    private int _keySize;
    private long _clientLeft;
    private int _pending; // ReadyForQuery messages that the server owes.
    private Opening _opening;
    private byte _clientType;
    private bool _isUnsynced; // Messages of the extended protocol were sent, and no Sync after them.
    private bool _isListening;
    private bool _isWhole; // The cancel request came in one piece: nothing of it was passed on.

    private enum Opening : byte
    {
        /// <summary>Messages without a type: encryption is asked for, or the session is started.</summary>
        First,

        /// <summary>The server's single byte about encryption is awaited.</summary>
        AskedToEncrypt,

        /// <summary>Messages have a type.</summary>
        Started,
    }

    protected override bool IsAtRest =>
        _opening == Opening.Started && _pending == 0 && _status == StatusIdle && !_isUnsynced && !_isListening
        && !_clientHeader.IsPartial && _clientLeft == 0 && !_serverHeader.IsPartial && _serverLeft == 0;

    protected override void OnClient(ref ReadOnlySpan<byte> bytes)
    {
        if (_clientLeft > 0) TakeClientPayload(ref bytes);
        else if (_opening == Opening.AskedToEncrypt) GiveUp(); // It did not wait for the answer.
        else if (_opening == Opening.First) ReadFirst(ref bytes);
        else if (_clientHeader.TryRead(ref bytes, TypedHeader, out var header)) BeginClientMessage(header);
    }

    private void ReadFirst(ref ReadOnlySpan<byte> bytes)
    {
        var isWhole = !_clientHeader.IsPartial;
        if (!_clientHeader.TryRead(ref bytes, CancelRequest.HeaderSize, out var header)) return;
        var (length, code) = ((uint)(header >> 32), (uint)header);
        if (code is SslRequest or GssEncRequest && length == CancelRequest.HeaderSize)
        {
            _opening = Opening.AskedToEncrypt;
        }
        else if (CancelRequest.IsHeader(length, code))
        {
            IsCancel = true;
            _clientLeft = length - CancelRequest.HeaderSize;
            _isWhole = isWhole && bytes.Length >= _clientLeft;
            _key = new byte[_clientLeft];
        }
        else if (code >> 16 == Version3 && length is > CancelRequest.HeaderSize and < MessageMax)
        {
            // The login ends with a ReadyForQuery, too.
            (_opening, _pending, _clientLeft) = (Opening.Started, 1, length - CancelRequest.HeaderSize);
        }
        else
        {
            GiveUp();
        }
    }

    private void BeginClientMessage(ulong header)
    {
        var length = (uint)header;
        if (length is < sizeof(uint) or > MessageMax)
        {
            GiveUp();
            return;
        }

        _clientType = (byte)(header >> 32);
        _clientLeft = length - sizeof(uint);
        switch (_clientType)
        {
            case (byte)'Q': (_pending, _isLastSynced, _sql) = (_pending + 1, false, SqlStart.OfQuery); break;
            case (byte)'F': (_pending, _isLastSynced) = (_pending + 1, false); break;
            case (byte)'S': Sync(); break;
            case (byte)'P': (_isUnsynced, _sql) = (true, SqlStart.OfParse); break;
            case (byte)'B' or (byte)'C' or (byte)'D' or (byte)'E' or (byte)'H': _isUnsynced = true; break;
            case (byte)'c' or (byte)'f': _isCopyingIn = false; break;
            case (byte)'d' or (byte)'p': break;
            default: GiveUp(); break; // Terminate is one of them.
        }
    }

    private void Sync()
    {
        // The server ignores it while it is copying in: the one after the data counts.
        if (_isCopyingIn) return;
        (_pending, _isLastSynced, _isUnsynced) = (_pending + 1, true, false);
    }

    private void TakeClientPayload(ref ReadOnlySpan<byte> bytes)
    {
        var piece = bytes[..(int)Math.Min(_clientLeft, bytes.Length)];
        bytes = bytes[piece.Length..];
        _clientLeft -= piece.Length;
        if (_key is not null && IsCancel)
        {
            if (CollectKey(piece)) FindElsewhere();
        }
        else if (_clientType is (byte)'Q' or (byte)'P')
        {
            _isListening |= _sql.Read(piece) == Listen;
        }
    }

    /// <returns>True if it is complete.</returns>
    private bool CollectKey(ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(_key.AsSpan(_keySize));
        _keySize += piece.Length;
        return _keySize == _key!.Length;
    }

    /// <summary>
    /// A request that was sent after encryption was refused: the first bytes of its session did not show what it is.
    /// </summary>
    private void FindElsewhere()
    {
        var target = keys.Find(pool, _key);
        if (_isWhole && target is not null && !target.Backend.Equals(backend.Backend)) Elsewhere = target;
        GiveUp();
    }
}
