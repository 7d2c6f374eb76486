namespace L4Balancer.Admin.Model;

/// <summary>A running session.</summary>
public sealed record SessionSnapshot
{
    /// <summary>Its number in hexadecimal; unique within the process.</summary>
    public required string Id { get; init; }

    /// <summary><c>10.0.0.1:51234</c>, or <c>unix</c>.</summary>
    public required string Client { get; init; }

    public required string Listener { get; init; }

    public required string Pool { get; init; }

    /// <summary>Null while it connects.</summary>
    public string? Backend { get; init; }

    /// <summary>preread, waiting, connecting, relaying or half-closed.</summary>
    public required string State { get; init; }

    /// <summary>Seconds since the client was accepted.</summary>
    public required double Age { get; init; }

    /// <summary>Seconds since data last moved.</summary>
    public required double Idle { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }

    /// <summary>
    /// Seconds for which the client has taken nothing although bytes wait for it, as of the last look; 0 if it does.
    /// </summary>
    public double ClientPaused { get; init; }

    /// <summary>The same of the backend.</summary>
    public double BackendPaused { get; init; }

    /// <summary>
    /// idle or busy, as far as the protocol of the pool is observed: an idle session has no question outstanding and no
    /// transaction open. Otherwise unknown.
    /// </summary>
    public required string Rest { get; init; }
}

/// <summary>The filters and the order of a list of sessions.</summary>
public sealed record SessionQuery
{
    public string? Listener { get; init; }

    public string? Pool { get; init; }

    public string? Backend { get; init; }

    /// <summary>Clients of this network.</summary>
    public System.Net.IPNetwork? Client { get; init; }

    public TimeSpan AgeMin { get; init; }

    public TimeSpan IdleMin { get; init; }

    public SessionOrder Order { get; init; }

    /// <summary>The number of sessions to skip.</summary>
    public int Offset { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>The order of a list of sessions.</summary>
public enum SessionOrder
{
    /// <summary>Oldest first.</summary>
    Age,

    /// <summary>Most bytes first.</summary>
    Bytes,

    /// <summary>Longest idle first.</summary>
    Idle,
}

/// <summary>A page of the matching sessions.</summary>
/// <param name="Total">The number of all matching sessions.</param>
public sealed record SessionPage(int Total, int Offset, IReadOnlyList<SessionSnapshot> Sessions);
