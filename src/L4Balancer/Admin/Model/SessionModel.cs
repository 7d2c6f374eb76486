namespace L4Balancer.Admin.Model;

/// <summary>A session that runs.</summary>
public sealed record SessionSnapshot
{
    /// <summary>Its number in hexadecimal; unique in the life of the process.</summary>
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

    /// <summary>Seconds since a byte moved.</summary>
    public required double Idle { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }
}

/// <summary>Which sessions are wanted.</summary>
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

    /// <summary>How many are left out from the first on.</summary>
    public int Offset { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What comes first in a list of sessions.</summary>
public enum SessionOrder
{
    /// <summary>The oldest.</summary>
    Age,

    /// <summary>Those that moved the most bytes.</summary>
    Bytes,

    /// <summary>Those that have not moved for the longest.</summary>
    Idle,
}

/// <summary>A part of the sessions that fit.</summary>
/// <param name="Total">All that fit.</param>
public sealed record SessionPage(int Total, int Offset, IReadOnlyList<SessionSnapshot> Sessions);
