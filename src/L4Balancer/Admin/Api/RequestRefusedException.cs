namespace L4Balancer.Admin.Api;

/// <summary>A request that is not answered as it was asked; the client gets it as <see cref="Problem"/>.</summary>
internal sealed class RequestRefusedException(int status, string detail) : Exception(detail)
{
    /// <summary>The status of the answer, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>The field or parameter that is wrong; null when no single one is.</summary>
    public string? Field { get; init; }

    /// <summary>All that is wrong, when that is more than one thing.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>When to ask again; null leaves that to the client.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
