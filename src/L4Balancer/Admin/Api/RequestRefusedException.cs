namespace L4Balancer.Admin.Api;

/// <summary>A request that is refused; the client gets a <see cref="Problem"/>.</summary>
internal sealed class RequestRefusedException(int status, string detail) : Exception(detail)
{
    /// <summary>The status of the answer, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>The wrong field or parameter; null if there is no single one.</summary>
    public string? Field { get; init; }

    /// <summary>All problems, if there are several.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>When to retry; null leaves that to the client.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
