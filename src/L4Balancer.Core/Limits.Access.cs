namespace L4Balancer.Core;

/// <summary>Who may come in, and how much of each.</summary>
public static partial class Limits
{
    /// <summary>
    /// A file of `access`: a million IPv4 networks, or half as many IPv6 networks; lists of whole countries have a
    /// tenth of that.
    /// </summary>
    public const int AccessFileBytesMax = 16 * 1024 * 1024;

    /// <summary>Networks of one access list: at most 40 MiB of memory while it is in force.</summary>
    public const int AccessNetworksMax = 1_000_000;

    /// <summary>
    /// Sources that are remembered at least: 6 MiB of memory when all are in use. A source without sessions that has
    /// not come for as long as its burst takes to refill need not be remembered, so this is enough for 100,000 new
    /// sources per second at one connection per second each. A power of two.
    /// </summary>
    public const int SourcesMin = 128 * 1024;

    /// <summary>Sources that are remembered at most: 48 MiB of memory when all are in use. A power of two.</summary>
    public const int SourcesMax = 1024 * 1024;

    /// <summary>
    /// Sources that are remembered for each place of a session: with four, the sources of all sessions hardly ever
    /// fill one set of the table.
    /// </summary>
    public const int SourcesPerPlace = 4;

    /// <summary>
    /// Sources in one message of a handover: a successor takes a few milliseconds to read them, which is all that the
    /// sessions may have to wait for.
    /// </summary>
    public const int SourcesPerMessage = 16 * 1024;

    /// <summary>Sources in one answer of `GET /v1/sources`.</summary>
    public const int SourcesListedMax = 1000;

    /// <summary>
    /// `on-deny: silent`: connections that are held without an answer, at most; a client that gets no answer usually
    /// gives up within a minute, and an attacker must not fill the kernel's memory with data that nobody reads.
    /// </summary>
    public const int SilentMax = 4096;

    /// <summary>`on-deny: silent` takes at most one in so many places of the process.</summary>
    public const int SilentShare = 8;

    /// <summary>`on-deny: silent`: how long a connection is held, at most.</summary>
    public static readonly TimeSpan SilentTime = TimeSpan.FromMinutes(1);

    /// <summary>Between two log lines about the refused clients of a listener.</summary>
    public static readonly TimeSpan RefusalLogInterval = TimeSpan.FromSeconds(10);
}
