namespace L4Balancer.Core;

/// <content>Bounds of what is observed of a protocol.</content>
public static partial class Limits
{
    /// <summary>
    /// The most PostgreSQL sessions whose cancel key is remembered: about 40 MB. Servers accept fewer.
    /// </summary>
    public const int CancelKeysMax = 262_144;

    /// <summary>The longest cancel key of protocol 3.2: a process number, and a secret of up to 256 bytes.</summary>
    public const int CancelKeySizeMax = 260;

    /// <summary>
    /// Commands that a MySQL client may have sent before the first is answered. Clients pipeline two or three; one that
    /// exceeds this is not observed any more.
    /// </summary>
    public const int MySqlPipelineMax = 16;
}
