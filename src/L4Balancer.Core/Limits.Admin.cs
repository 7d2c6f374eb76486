namespace L4Balancer.Core;

/// <content>The bounds of the admin side.</content>
public static partial class Limits
{
    /// <summary>Events that the journal keeps: days of a quiet balancer, and the story of a bad hour.</summary>
    public const int JournalLength = 1000;

    /// <summary>Sessions of one answer of the admin API.</summary>
    public const int SessionPageMax = 1000;

    /// <summary>The bodies of the admin API are a line of JSON; this is a thousand of them.</summary>
    public const int AdminBodyBytesMax = 64 * 1024;

    /// <summary>
    /// Connections of each admin address: a few operators, a scraper and probes. One address that is full leaves the
    /// others open, the unix socket above all.
    /// </summary>
    public const int AdminConnectionsMax = 96;

    /// <summary>
    /// Connections of one client to a TCP address of the admin side: all watchers behind one proxy and as many
    /// questions, and a third of the address is left to others.
    /// </summary>
    public const int AdminConnectionsPerClientMax = 64;

    /// <summary>
    /// How long a connection of the admin side may have no request before its client has shown a token: a handshake and
    /// a request over a slow link.
    /// </summary>
    public static readonly TimeSpan AdminUnknownIdleMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Watchers of the admin side that are sent events; half of the connections of a client stay for questions.
    /// </summary>
    public const int AdminStreamsMax = 32;

    /// <summary>Requests a second of the admin side: a snapshot costs up to a few milliseconds with many backends.
    /// </summary>
    public const int AdminRequestsPerSecond = 100;

    /// <summary>Requests in a row above that, such as those of a page and of a script that goes over a pool.</summary>
    public const int AdminRequestBurst = 200;

    /// <summary>Wrong tokens in a row of one client address; after that one every ten seconds.</summary>
    public const int WrongTokensBurst = 10;

    /// <summary>Client addresses whose wrong tokens are counted apart; all others share one count.</summary>
    public const int WrongTokenAddressesMax = 1024;

    /// <summary>A token shorter than this could be guessed.</summary>
    public const int TokenLengthMin = 16;

    /// <summary>A file with more in it is not a token.</summary>
    public const int TokenBytesMax = 4096;

    /// <summary>
    /// Backends that the admin side keeps a history of: 180 points of five numbers each, 8 MB in all.
    /// </summary>
    public const int HistoryBackendsMax = 1000;

    /// <summary>The age of sessions that a list can be narrowed to: longer than any process runs.</summary>
    public static readonly TimeSpan SessionAgeAskedMax = TimeSpan.FromDays(3650);

    /// <summary>
    /// Sessions that an answer of the admin API may leave out: nobody turns that many pages, and each loop keeps so
    /// many at most, about 10 MB.
    /// </summary>
    public const int SessionOffsetMax = 100_000;
}
