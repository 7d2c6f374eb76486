using System.Buffers.Binary;

namespace L4Balancer.DataPlane.Protocols;

/// <content>The server's packets.</content>
internal sealed partial class MySqlObserver
{
    private const byte Ok = 0x00;
    private const byte LocalFile = 0xFB;
    private const byte Eof = 0xFE;
    private const byte Error = 0xFF;

    /// <summary>MariaDB reports the progress of a long statement as an error of this number.</summary>
    private const ushort Progress = 0xFFFF;

    /// <summary>The longest EOF packet; a row that begins with the same byte is longer.</summary>
    private const int EofSizeMax = 8;

    /// <summary>With the newer kind of end: a row that begins with its byte has a value of at least 16 MiB.</summary>
    private const int EndSizeMax = 0xFF_FFFE;

    private MySqlPackets _server;
    private MySqlGreeting _greeting;
    private MySqlStatus? _status; // Null while it is not known.
    private long _definitionsLeft;
    private Part _part;
    private bool _hasNoEof; // No EOF after the columns, and an OK after the rows.

    private enum Part : byte
    {
        First,

        /// <summary>Descriptions of columns, of which there is a known number.</summary>
        Definitions,

        /// <summary>An EOF after them.</summary>
        DefinitionsEnd,
        Rows,
    }

    protected override void OnServer(ref ReadOnlySpan<byte> bytes)
    {
        var isComplete = _server.TryRead(ref bytes, out var piece);
        if (_stage == Stage.Greeting) _greeting.Read(piece);
        if (isComplete) OnServerPacket(_server.Head);
    }

    private static bool IsQuiet(MySqlStatus? status) =>
        status is { } known
        && (known & (MySqlStatus.InTransaction | MySqlStatus.InReadOnlyTransaction)) == MySqlStatus.None
        && (known & (MySqlStatus.CursorExists | MySqlStatus.LastRowSent)) != MySqlStatus.CursorExists;

    private void OnServerPacket(ReadOnlySpan<byte> head)
    {
        if (_stage == Stage.Greeting)
        {
            if (_greeting.IsUnderstood) _stage = Stage.Hello;
            else GiveUp();
            return;
        }

        if (_stage == Stage.Hello || head.IsEmpty || (_stage == Stage.Commands && _answers.Count == 0)) GiveUp();
        else if (_stage == Stage.Login) OnLogin(head);
        else OnAnswer(head);
    }

    private void OnLogin(ReadOnlySpan<byte> head)
    {
        if (head[0] == Error) GiveUp(); // The server closes.
        if (head[0] != Ok) return;
        (_stage, _status) = (Stage.Commands, MySqlStatuses.OfOk(head));
    }

    private void BeginAnswer() => _part = _answers.Current == MySqlAnswer.Rows ? Part.Rows : Part.First;

    private void OnAnswer(ReadOnlySpan<byte> head)
    {
        if (_part == Part.Definitions)
        {
            if (--_definitionsLeft == 0) EndDefinitions();
        }
        else if (head[0] == Error && _answers.Current != MySqlAnswer.Text)
        {
            OnError(head);
        }
        else if (_part == Part.First)
        {
            OnFirst(head);
        }
        else if (head[0] == Eof && _server.Size <= (_hasNoEof ? EndSizeMax : EofSizeMax))
        {
            OnEof(head);
        }
        else if (_part == Part.DefinitionsEnd)
        {
            GiveUp();
        }
    }

    private void OnFirst(ReadOnlySpan<byte> head)
    {
        switch (_answers.Current)
        {
            case MySqlAnswer.Text: FinishAnswer(); break;
            case MySqlAnswer.Simple: End(MySqlStatuses.OfEnd(head)); break;
            case MySqlAnswer.Login:
                if (head[0] == Ok) End(MySqlStatuses.OfOk(head));
                break;
            case MySqlAnswer.Prepared: OnPrepared(head); break;
            default:
                if (head[0] == Ok) End(MySqlStatuses.OfOk(head));
                else if (head[0] == LocalFile) _isSendingFile = true;
                else BeginResult(head);
                break;
        }
    }

    private void BeginResult(ReadOnlySpan<byte> head)
    {
        if (!MySqlStatuses.TryNumber(ref head, out var columns) || columns == 0 || head.Length > 1)
        {
            GiveUp();
            return;
        }

        // MariaDB says in one more byte whether it describes the columns of a prepared statement once more.
        var areDescribed = head.IsEmpty || head[0] != 0;
        (_part, _definitionsLeft) = (Part.Definitions, (long)columns);
        if (!areDescribed) EndDefinitions();
    }

    private void OnPrepared(ReadOnlySpan<byte> head)
    {
        // The number of the statement is before them.
        if (head[0] != Ok || head.Length < 9)
        {
            GiveUp();
            return;
        }

        _definitionsLeft = Described(head[5..]) + Described(head[7..]);
        _part = Part.Definitions;
        if (_definitionsLeft == 0) FinishAnswer();
    }

    /// <summary>The packets that describe a number of columns.</summary>
    private int Described(ReadOnlySpan<byte> number)
    {
        var columns = BinaryPrimitives.ReadUInt16LittleEndian(number);
        return columns == 0 || _hasNoEof ? columns : columns + 1;
    }

    private void EndDefinitions()
    {
        if (_answers.Current == MySqlAnswer.Prepared) FinishAnswer();
        else _part = _hasNoEof ? Part.Rows : Part.DefinitionsEnd;
    }

    private void OnEof(ReadOnlySpan<byte> head)
    {
        var status = MySqlStatuses.OfEnd(head);
        var hasCursor = status is not { } known || (known & MySqlStatus.CursorExists) != MySqlStatus.None;
        var hasRows = _part == Part.DefinitionsEnd && !hasCursor;
        if (hasRows) _part = Part.Rows;
        else End(status);
    }

    /// <summary>The end of an answer, or of one of its results.</summary>
    private void End(MySqlStatus? status)
    {
        _status = status;
        if (status is { } known && (known & MySqlStatus.MoreResults) != MySqlStatus.None) _part = Part.First;
        else FinishAnswer();
    }

    private void OnError(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 3 && BinaryPrimitives.ReadUInt16LittleEndian(head[1..]) == Progress) return;

        // An error has no status: what was true before it may not be any more.
        var isPlain = _answers.Current == MySqlAnswer.PlainResult && _status is { } known
            && (known & (MySqlStatus.Autocommit | MySqlStatus.MoreResults)) == MySqlStatus.Autocommit;
        if (!isPlain) _status = null;
        FinishAnswer();
    }

    private void FinishAnswer()
    {
        _answers.Finish();
        if (_answers.Count > 0) BeginAnswer();
    }
}
