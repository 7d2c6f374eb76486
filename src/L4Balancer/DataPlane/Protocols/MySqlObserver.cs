using System.Buffers.Binary;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Follows a MySQL or MariaDB session: it rests when it has logged in, every command has its complete answer, and the
/// status in the last one says that no transaction is open and no cursor has rows left. This file has the client's
/// packets.
/// </summary>
internal sealed partial class MySqlObserver : ProtocolObserver
{
    private const int LoginHeadMin = 4;
    private const uint Protocol41 = 1 << 9;
    private const uint Ssl = 1 << 11;
    private const uint DeprecateEof = 1 << 24;

    /// <summary>Compression, with zlib and with zstd; and result sets whose columns may not be described.</summary>
    private const uint NotFollowed = (1 << 5) | (1 << 26) | (1 << 25);

    private const byte SendLongData = 0x18;
    private const byte BinlogDump = 0x12;
    private const byte BinlogDumpGtid = 0x1E;

    private MySqlPackets _client;
    private MySqlAnswers _answers;
    private Stage _stage;
    private bool _isSendingFile;
    private bool _hasLongData; // For a statement that is to be executed next.

    private enum Stage : byte
    {
        /// <summary>The server's first packet is awaited.</summary>
        Greeting,

        /// <summary>The client's answer to it is awaited.</summary>
        Hello,

        /// <summary>Both exchange what the login needs.</summary>
        Login,

        Commands,
    }

    protected override bool IsAtRest =>
        _stage == Stage.Commands && _answers.Count == 0 && IsQuiet(_status) && !_isSendingFile && !_hasLongData
        && !_client.IsPartial && !_server.IsPartial;

    protected override void OnClient(ref ReadOnlySpan<byte> bytes)
    {
        if (_stage == Stage.Greeting) GiveUp(); // It does not wait for the greeting: this is something else.
        else if (_client.TryRead(ref bytes, out _)) OnClientPacket();
    }

    private void OnClientPacket()
    {
        switch (_stage)
        {
            case Stage.Hello: ReadHello(); break;
            case Stage.Login: break;
            default:
                // Their sequence numbers pass zero again.
                if (_isSendingFile) _isSendingFile = _client.Size > 0;
                else if (_client.Sequence == 0) OnCommand();
                else if (_answers.Count == 0 || _answers.Current != MySqlAnswer.Login) GiveUp();
                break;
        }
    }

    private void ReadHello()
    {
        var head = _client.Head;
        var wanted = head.Length < LoginHeadMin ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head);
        var agreed = wanted & _greeting.Capabilities;
        if ((wanted & Ssl) != 0 || (agreed & Protocol41) == 0 || (agreed & NotFollowed) != 0)
        {
            GiveUp();
            return;
        }

        _hasNoEof = (agreed & DeprecateEof) != 0;
        _stage = Stage.Login;
    }

    private void OnCommand()
    {
        var answer = MySqlAnswers.To(_client.Head);
        if (answer == MySqlAnswer.Unknown)
        {
            if (!_client.Head.IsEmpty && _client.Head[0] is BinlogDump or BinlogDumpGtid) BecomeStream();
            else GiveUp();
            return;
        }

        if (answer == MySqlAnswer.None)
        {
            _hasLongData |= _client.Head[0] == SendLongData;
            return;
        }

        _hasLongData = false;
        if (!_answers.TryAdd(answer)) GiveUp();
        else if (_answers.Count == 1) BeginAnswer();
    }
}
