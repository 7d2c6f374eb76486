namespace L4Balancer.Admin.Model;

/// <summary>A hook. The counts are since the start of the process, or since the hook was added.</summary>
public sealed record HookSnapshot
{
    public required string Name { get; init; }

    /// <summary>Runs that have begun.</summary>
    public required long Runs { get; init; }

    /// <summary>Runs that failed: an exit status other than 0, a status other than 2xx, no connection, a timeout.
    /// </summary>
    public required long Failures { get; init; }

    /// <summary>Events that were not run because too many waited.</summary>
    public required long Dropped { get; init; }

    /// <summary>Runs at this moment.</summary>
    public required int Running { get; init; }

    /// <summary>Events that wait for a run.</summary>
    public required int Waiting { get; init; }
}
