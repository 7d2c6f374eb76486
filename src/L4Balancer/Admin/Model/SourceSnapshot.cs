namespace L4Balancer.Admin.Model;

/// <summary>A source of connections: an address, or a network of the size that per-source sets.</summary>
public sealed record SourceSnapshot
{
    public required string Listener { get; init; }

    /// <summary><c>10.1.2.3</c>, <c>10.1.2.0/24</c> or <c>2001:db8:1:2::/64</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Running sessions.</summary>
    public required int Sessions { get; init; }

    /// <summary>Connections in about the last minute, including refused ones; older ones count less and less.</summary>
    public required double ConnectionsPerMinute { get; init; }

    /// <summary>Those of them that were refused at the listener.</summary>
    public required double RefusedPerMinute { get; init; }
}

/// <summary>The sources that come first.</summary>
public sealed record SourceReport
{
    public required IReadOnlyList<SourceSnapshot> Sources { get; init; }

    /// <summary>
    /// Listeners whose sources are not counted, because they have neither access, connection-rate nor per-source.
    /// </summary>
    public required IReadOnlyList<string> NotCounted { get; init; }
}

/// <summary>The filter and the order of a list of sources.</summary>
public sealed record SourceQuery
{
    public string? Listener { get; init; }

    public SourceRank Order { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 20;
}

/// <summary>The order of a list of sources.</summary>
public enum SourceRank
{
    /// <summary>Most connections first, including refused ones.</summary>
    Connections,

    /// <summary>Most sessions first.</summary>
    Sessions,

    /// <summary>Most refused connections first.</summary>
    Refused,
}

/// <summary>The table of sources of the process, and denied clients that are held without an answer.</summary>
public sealed record SourceTotals
{
    /// <summary>Sources remembered now.</summary>
    public int Tracked { get; init; }

    /// <summary>Sources that can be remembered; 0 while no listener needs any.</summary>
    public int Capacity { get; init; }

    /// <summary>Sources that made room for others.</summary>
    public long Evicted { get; init; }

    /// <summary>Those of them that had not regained all of their burst.</summary>
    public long Forgotten { get; init; }

    /// <summary>Clients whose source could not be counted, so that its limits did not apply to them.</summary>
    public long Uncounted { get; init; }

    /// <summary>Denied clients that are held without an answer now.</summary>
    public int Silent { get; init; }
}
