namespace L4Balancer.Core.Sessions;

/// <summary>All properties of a <see cref="CloseReason"/>.</summary>
/// <param name="Word">The name in kebab-case, for the configuration, the access log, the metrics and the admin
/// API.</param>
/// <param name="By">The side that ended the session.</param>
/// <param name="How">One word for the access log: <c>fin</c>, <c>rst</c>, <c>timeout</c> ...</param>
public sealed record CloseFacts(string Word, EndedBy By, string How)
{
    /// <summary>The client gets RST, not FIN.</summary>
    /// <remarks>
    /// A FIN says that the data is complete, so it is only ever forwarded and never generated: a transfer that the
    /// balancer cuts short, for whatever reason, must not look complete to its reader. RST also frees the port at once,
    /// and a flood of refused clients leaves nothing in TIME_WAIT.
    /// </remarks>
    public bool ResetsClient { get; init; } = true;

    /// <summary>The backend gets RST, not FIN; for the same reason.</summary>
    public bool ResetsBackend { get; init; } = true;

    /// <summary>The client was never connected to a backend, and it was the balancer that turned it away.</summary>
    public bool IsRefusal { get; init; }

    /// <summary><see cref="By"/> as written in the access log.</summary>
    public string ByWord { get; } = By switch
    {
        EndedBy.Client => "client",
        EndedBy.Backend => "backend",
        EndedBy.Balancer => "balancer",
        EndedBy.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(By), By, "Nobody."),
    };
}

/// <summary>The sides that can end a session.</summary>
public enum EndedBy
{
    Client,
    Backend,
    Balancer,
    Operator,
}
