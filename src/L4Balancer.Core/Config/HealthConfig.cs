namespace L4Balancer.Core.Config;

/// <summary>How the backends of a pool are probed, and how many outcomes change their state.</summary>
public sealed record HealthConfig
{
    public ProbeKind Type { get; init; } = ProbeKind.Tcp;

    /// <summary>Data sent after the connect; null sends nothing.</summary>
    public ProbeBytes? Send { get; init; }

    /// <summary>The expected start of the answer; null expects nothing.</summary>
    public ProbeBytes? Expect { get; init; }

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

    /// <summary>The agent that is asked besides; null asks none.</summary>
    public AgentConfig? Agent { get; init; }

    /// <summary>The effective fast interval.</summary>
    public TimeSpan EffectiveFastInterval =>
        FastInterval ?? TimeSpan.FromMilliseconds(Math.Max(100, Interval.TotalMilliseconds / 4));
}

/// <summary>The kind of a probe.</summary>
public enum ProbeKind
{
    Tcp,
    None,
}
