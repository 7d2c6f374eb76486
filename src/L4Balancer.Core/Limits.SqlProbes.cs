namespace L4Balancer.Core;

/// <summary>The bounds of probes of SQL servers.</summary>
public static partial class Limits
{
    /// <summary>Bytes of one message of a server: a row of a health query is shorter.</summary>
    public const int SqlMessageMax = 64 * 1024;

    /// <summary>
    /// Bytes of all rows of an answer; they are read to the end, so that the session can end in order.
    /// </summary>
    public const int SqlAnswerMax = 1024 * 1024;

    /// <summary>Columns of an answer, the limit of MySQL.</summary>
    public const int SqlColumnsMax = 4096;

    /// <summary>Messages of a server before a login has succeeded or failed; a dozen is usual.</summary>
    public const int SqlLoginMessagesMax = 256;

    /// <summary>
    /// Rounds of the key derivation of SCRAM that a server may ask for: a hundred times the default, a fraction of a
    /// second.
    /// </summary>
    public const int ScramRoundsMax = 500_000;

    /// <summary>Characters of a server's message that are shown to the operator.</summary>
    public const int ServerWordsMax = 200;
}
