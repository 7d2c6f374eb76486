namespace L4Balancer.Core.Config;

/// <summary>The request of an HTTP probe, and the response that is good.</summary>
public sealed record HttpProbeConfig
{
    public string Method { get; init; } = "GET";

    /// <summary>The path and the query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The Host header; null is the probed address.</summary>
    public string? Host { get; init; }

    /// <summary>Further headers, as <c>Name: value</c>.</summary>
    public ValueList<string> Headers { get; init; } = ValueList<string>.Empty;

    /// <summary>The good status codes. A redirect is not followed.</summary>
    public StatusSet Status { get; init; } = StatusSet.Success;

    /// <summary>Text that the body must contain, within its first <see cref="Limits.ProbeBodyMax"/> bytes; null is
    /// none.</summary>
    public string? Body { get; init; }
}

/// <summary>A set of HTTP status codes.</summary>
/// <param name="Ranges">Sorted, and apart from each other; both ends are included.</param>
public sealed record StatusSet(ValueList<StatusRange> Ranges)
{
    /// <summary>200 to 299.</summary>
    public static StatusSet Success { get; } = new(new ValueList<StatusRange>([new StatusRange(200, 299)]));

    public bool Contains(int status) => Ranges.Any(range => status >= range.First && status <= range.Last);

    public override string ToString() => string.Join(",", Ranges);
}

/// <summary>A range of status codes, both ends included.</summary>
public readonly record struct StatusRange(int First, int Last)
{
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
