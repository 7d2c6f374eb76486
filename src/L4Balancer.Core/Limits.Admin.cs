namespace L4Balancer.Core;

/// <content>The bounds of the admin side.</content>
public static partial class Limits
{
    /// <summary>Events that the journal keeps: days of a quiet balancer, or a bad hour.</summary>
    public const int JournalLength = 1000;

    /// <summary>Sessions of one answer of the admin API.</summary>
    public const int SessionPageMax = 1000;

    /// <summary>Request bodies of the admin API are one line of JSON; this allows a thousand times that.</summary>
    public const int AdminBodyBytesMax = 64 * 1024;

    /// <summary>
    /// Connections per admin address: a few operators, a scraper and probes. A full address does not affect the
    /// others, in particular the unix socket.
    /// </summary>
    public const int AdminConnectionsMax = 96;

    /// <summary>
    /// Connections of one client to a TCP address of the admin side: all streams behind one proxy and as many
    /// requests, with a third of the address left to others.
    /// </summary>
    public const int AdminConnectionsPerClientMax = 64;

    /// <summary>
    /// How long a connection of the admin side may be idle before its client has presented a token: a handshake and
    /// a request over a slow link.
    /// </summary>
    public static readonly TimeSpan AdminUnknownIdleMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Event streams of the admin side; half of a client's connections remain for requests.
    /// </summary>
    public const int AdminStreamsMax = 32;

    /// <summary>Requests per second of the admin side: a snapshot costs up to a few milliseconds with many backends.
    /// </summary>
    public const int AdminRequestsPerSecond = 100;

    /// <summary>The burst above that rate, such as for a page, or a script that iterates over a pool.</summary>
    public const int AdminRequestBurst = 200;

    /// <summary>Wrong tokens in a row from one client address; after that one every ten seconds.</summary>
    public const int WrongTokensBurst = 10;

    /// <summary>Client addresses whose wrong tokens are counted separately; all others share one count.</summary>
    public const int WrongTokenAddressesMax = 1024;

    /// <summary>A token shorter than this could be guessed.</summary>
    public const int TokenLengthMin = 16;

    /// <summary>A larger file is not a token.</summary>
    public const int TokenBytesMax = 4096;

    /// <summary>
    /// Backends for which the admin side keeps the response times: 180 points of 8 bytes each, 14 MB in total, and only
    /// for those that answer.
    /// </summary>
    public const int HistoryResponsesMax = 10_000;

    /// <summary>Backends of one answer with response times; the page of the dashboard asks for fewer.</summary>
    public const int ResponsePageMax = 1000;

    /// <summary>
    /// Backends for which the admin side keeps a history: 180 points of five numbers each, 8 MB in total.
    /// </summary>
    public const int HistoryBackendsMax = 1000;

    /// <summary>Pools and backends whose history goes on after an upgrade: 14 MB while it is read.</summary>
    public const int HistorySavedMax = 2 * HistoryBackendsMax;

    /// <summary>The maximum age filter of a session list: longer than any process runs.</summary>
    public static readonly TimeSpan SessionAgeAskedMax = TimeSpan.FromDays(3650);

    /// <summary>
    /// The maximum offset in a session list of the admin API: nobody pages that far, and each loop keeps at most this
    /// many, about 10 MB.
    /// </summary>
    public const int SessionOffsetMax = 100_000;
}
