namespace L4Balancer.Core.Sessions;

/// <summary>Everything that follows from a <see cref="CloseReason"/>.</summary>
/// <param name="Word">In the configuration, the access log, the metrics and the admin API: the name in kebab-case.
/// </param>
/// <param name="By">Who ended the session.</param>
/// <param name="How">One word for the access log: <c>fin</c>, <c>rst</c>, <c>timeout</c> ...</param>
public sealed record CloseFacts(string Word, EndedBy By, string How)
{
    /// <summary>The client gets RST, not FIN.</summary>
    /// <remarks>
    /// A FIN says that nothing is missing, so it is only ever passed on and never invented: a transfer that the
    /// balancer cuts short, whatever the cause, must not look complete to its reader. RST also frees the port at once,
    /// and a flood of refused clients leaves nothing in TIME_WAIT.
    /// </remarks>
    public bool ResetsClient { get; init; } = true;

    /// <summary>The backend gets RST, not FIN; for the same reason.</summary>
    public bool ResetsBackend { get; init; } = true;

    /// <summary>The client was never connected to a backend, and the balancer is the one who turned it away.</summary>
    public bool IsRefusal { get; init; }

    /// <summary><see cref="By"/> as the access log has it.</summary>
    public string ByWord { get; } = By switch
    {
        EndedBy.Client => "client",
        EndedBy.Backend => "backend",
        EndedBy.Balancer => "balancer",
        EndedBy.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(By), By, "Nobody."),
    };
}

/// <summary>Who ended a session.</summary>
public enum EndedBy
{
    Client,
    Backend,
    Balancer,
    Operator,
}
