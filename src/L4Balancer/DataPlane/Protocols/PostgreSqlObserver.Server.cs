using L4Balancer.Core;

namespace L4Balancer.DataPlane.Protocols;

/// <content>The server's messages.</content>
internal sealed partial class PostgreSqlObserver
{
    private const byte StatusIdle = (byte)'I';

    private HeaderReader _serverHeader;
    private CancelKeys.Entry? _entry;
    private long _serverLeft;
    private byte _serverType;
    private byte _status; // Of the last ReadyForQuery.
    private bool _isCopyingIn;
    private bool _isLastSynced; // The last request ended with a Sync.

    /// <summary>Nobody can cancel what is over.</summary>
    public override void End()
    {
        if (_entry is { } entry) keys.Forget(entry);
        _entry = null;
    }

    protected override void OnServer(ref ReadOnlySpan<byte> bytes)
    {
        if (_serverLeft > 0) TakeServerPayload(ref bytes);
        else if (_opening == Opening.AskedToEncrypt) ReadEncryptionAnswer(ref bytes);
        else if (_opening == Opening.First) GiveUp(); // It speaks before it was spoken to.
        else if (_serverHeader.TryRead(ref bytes, TypedHeader, out var header)) BeginServerMessage(header);
    }

    private void ReadEncryptionAnswer(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == (byte)'N') _opening = Opening.First;
        else GiveUp();
        bytes = bytes[1..];
    }

    private void BeginServerMessage(ulong header)
    {
        var length = (uint)header;
        if (length is < sizeof(uint) or > MessageMax)
        {
            GiveUp();
            return;
        }

        _serverType = (byte)(header >> 32);
        _serverLeft = length - sizeof(uint);
        switch (_serverType)
        {
            case (byte)'Z':
                if (_serverLeft != 1 || --_pending < 0) GiveUp();
                break;
            case (byte)'K':
                if (_serverLeft is 0 or > Limits.CancelKeySizeMax || _entry is not null || IsCancel) break;
                (_key, _keySize) = (new byte[_serverLeft], 0);
                break;
            case (byte)'G': BeginToCopyIn(); break;
            case (byte)'E': _isCopyingIn = false; break;
            case (byte)'A': _isListening = true; break;
            case (byte)'W': BecomeStream(); break; // Replication.
            case (byte)'1' or (byte)'2' or (byte)'3' or (byte)'C' or (byte)'D' or (byte)'H' or (byte)'I': break;
            case (byte)'N' or (byte)'R' or (byte)'S' or (byte)'T' or (byte)'V' or (byte)'c' or (byte)'d': break;
            case (byte)'n' or (byte)'s' or (byte)'t' or (byte)'v': break;
            default: GiveUp(); break;
        }
    }

    /// <summary>
    /// The server is about to ignore a Sync that was sent after the Execute which copies, and wants another one after
    /// the data. A client that has more than that outstanding cannot be followed.
    /// </summary>
    private void BeginToCopyIn()
    {
        _isCopyingIn = true;
        if (_pending > 1) GiveUp();
        else if (_pending == 1 && _isLastSynced) (_pending, _isUnsynced) = (0, true);
    }

    private void TakeServerPayload(ref ReadOnlySpan<byte> bytes)
    {
        var piece = bytes[..(int)Math.Min(_serverLeft, bytes.Length)];
        bytes = bytes[piece.Length..];
        _serverLeft -= piece.Length;
        if (_serverType == (byte)'Z') _status = piece[0];
        else if (_serverType == (byte)'K' && _key is not null && CollectKey(piece)) RememberKey();
    }

    private void RememberKey()
    {
        _entry = keys.TryAdd(pool, _key, backend);
        _key = null;
    }
}
