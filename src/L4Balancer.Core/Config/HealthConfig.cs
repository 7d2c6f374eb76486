using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>How the backends of a pool are probed, and how many outcomes change their state.</summary>
public sealed record HealthConfig
{
    public ProbeKind Type { get; init; } = ProbeKind.Tcp;

    /// <summary>From where it connects: the source of the pool, which has the key. Null: the kernel decides.</summary>
    public SourceConfig? Source { get; init; }

    /// <summary>Data sent after the connect; null sends nothing.</summary>
    public ProbeBytes? Send { get; init; }

    /// <summary>The expected start of the answer; null expects nothing.</summary>
    public ProbeBytes? Expect { get; init; }

    /// <summary>What is sent and expected step by step, instead of the two above; null is nothing.</summary>
    public ValueList<ProbeStep>? Steps { get; init; }

    /// <summary>Where to probe instead of the backend's address; null is the backend's own.</summary>
    public IPAddress? Host { get; init; }

    /// <summary>The TCP port to probe, 1 to 65535; null is the backend's own.</summary>
    public int? Port { get; init; }

    /// <summary>TLS of the probe; null is plain text, except for the kinds that are TLS.</summary>
    public ProbeTlsConfig? Tls { get; init; }

    /// <summary>Who the probe logs in as; null is nobody.</summary>
    public ProbeLoginConfig? Login { get; init; }

    /// <summary>The query of a SQL probe; null sends none.</summary>
    public ProbeQueryConfig? Query { get; init; }

    /// <summary>What is asked of Redis; null asks for nothing more than its role.</summary>
    public RedisProbeConfig? Redis { get; init; }

    /// <summary>The request of an HTTP probe; null is <c>GET /</c>.</summary>
    public HttpProbeConfig? Http { get; init; }

    /// <summary>The program of a command probe and its arguments; null is none.</summary>
    public ValueList<string>? Command { get; init; }

    /// <summary>Time from one probe to the next, 100 ms to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The interval while the state is about to change (some, but not yet enough, outcomes contradict it); null is a
    /// quarter of <see cref="Interval"/>, at least 100 ms.
    /// </summary>
    public TimeSpan? FastInterval { get; init; }

    /// <summary>A probe that takes longer fails, 10 ms to 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Successes in a row that bring a backend up, 1 to 100.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>Failures in a row that take a backend down, 1 to 100.</summary>
    public int Fall { get; init; } = 3;

    /// <summary>
    /// Without probes (<c>type: none</c>): how long a backend that failed <see cref="Fall"/> connects in a row gets no
    /// new sessions, 100 ms to 1 h.
    /// </summary>
    public TimeSpan Eject { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A probe that takes much longer than is usual for the backend makes it suspected, long before <see cref="Fall"/>
    /// failures.
    /// </summary>
    public bool SuspectLate { get; init; } = true;

    /// <summary>
    /// Whether probes begin with a PROXY protocol header, as sessions do; null does if the pool has <c>send-proxy</c>
    /// and the backend's own address is probed.
    /// </summary>
    public bool? SendProxy { get; init; }

    /// <summary>The version of the header that probes begin with; null is none.</summary>
    /// <param name="sendProxy">That of the pool.</param>
    public ProxyVersion? HeaderWith(SendProxyConfig? sendProxy) =>
        SendProxy ?? (Host is null && Port is null) ? sendProxy?.Version : null;

    /// <summary>The agent that is asked besides; null asks none.</summary>
    public AgentConfig? Agent { get; init; }

    /// <summary>Whether a good outcome says which role the server has.</summary>
    public bool TellsRole => Type switch
    {
        ProbeKind.Mysql or ProbeKind.Postgresql => Login is not null,
        ProbeKind.Redis => true,
        _ => false,
    };

    /// <summary>The effective fast interval.</summary>
    public TimeSpan EffectiveFastInterval =>
        FastInterval ?? TimeSpan.FromMilliseconds(Math.Max(100, Interval.TotalMilliseconds / 4));
}

/// <summary>The kind of a probe.</summary>
public enum ProbeKind
{
    Tcp,
    None,

    /// <summary>MySQL and MariaDB.</summary>
    Mysql,
    Postgresql,
    Redis,
    Http,
    Https,

    /// <summary>A TLS handshake, and nothing more.</summary>
    Tls,

    /// <summary>A program whose exit code is the outcome.</summary>
    Command,
}
