using L4Balancer.Core;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>The shape of the answer that a command gets.</summary>
internal enum MySqlAnswer
{
    /// <summary>A single OK, EOF or ERR.</summary>
    Simple,

    /// <summary>A single packet with a text.</summary>
    Text,

    /// <summary>OK, ERR, a request for a local file, or result sets.</summary>
    Result,

    /// <summary>The same for a statement whose failure opens no transaction.</summary>
    PlainResult,

    /// <summary>The description of a prepared statement.</summary>
    Prepared,

    /// <summary>Rows up to an EOF.</summary>
    Rows,

    /// <summary>A login, of any number of packets.</summary>
    Login,

    /// <summary>The command has no answer.</summary>
    None,

    /// <summary>The command is not followed: it ends the session, or makes a stream of it.</summary>
    Unknown,
}

/// <summary>The answers that a MySQL server owes, oldest first. A mutable value.</summary>
internal struct MySqlAnswers
{
    private const int BitsEach = 64 / Limits.MySqlPipelineMax;

    private static readonly Word[] Plain =
    [
        Word.Of("SELECT"), Word.Of("INSERT"), Word.Of("UPDATE"), Word.Of("DELETE"), Word.Of("REPLACE"),
        Word.Of("SHOW"),
    ];

    private ulong _answers;

    public int Count { get; private set; }

    /// <summary>The one that the server gives now.</summary>
    public readonly MySqlAnswer Current => (MySqlAnswer)(_answers & ((1UL << BitsEach) - 1));

    /// <returns>False if there are too many.</returns>
    public bool TryAdd(MySqlAnswer answer)
    {
        if (Count == Limits.MySqlPipelineMax) return false;
        _answers |= (ulong)answer << (Count++ * BitsEach);
        return true;
    }

    public void Finish()
    {
        _answers >>= BitsEach;
        Count--;
    }

    /// <summary>The answer to a command packet with these first bytes.</summary>
    public static MySqlAnswer To(ReadOnlySpan<byte> command)
    {
        if (command.IsEmpty) return MySqlAnswer.Unknown;
        return command[0] switch
        {
            0x03 => ToQuery(command[1..]),
            0x17 or 0xFA or 0x0A => MySqlAnswer.Result, // Execute, MariaDB's bulk execute, process list.
            0x16 => MySqlAnswer.Prepared,
            0x1C or 0x04 => MySqlAnswer.Rows, // Fetch, field list.
            0x09 => MySqlAnswer.Text, // Statistics.
            0x11 => MySqlAnswer.Login, // Change user.
            0x18 or 0x19 => MySqlAnswer.None, // Long data of a statement, close a statement.

            // Use, create, drop, refresh, shutdown, kill, debug, ping, reset of a statement, set option, reset.
            0x02 or 0x05 or 0x06 or 0x07 or 0x08 or 0x0C or 0x0D or 0x0E or 0x1A or 0x1B or 0x1F => MySqlAnswer.Simple,
            _ => MySqlAnswer.Unknown,
        };
    }

    /// <summary>
    /// A procedure can begin a transaction and fail, and an error does not say so. These statements cannot.
    /// </summary>
    private static MySqlAnswer ToQuery(ReadOnlySpan<byte> text)
    {
        var start = SqlStart.OfQuery;
        var word = start.Read(text);
        return word.Length > 0 && Array.IndexOf(Plain, word) >= 0 ? MySqlAnswer.PlainResult : MySqlAnswer.Result;
    }
}
