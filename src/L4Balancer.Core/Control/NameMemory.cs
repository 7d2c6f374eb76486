using System.Net;

namespace L4Balancer.Core.Control;

/// <summary>What is known of a host name. The fields are those of <see cref="NameState"/>.</summary>
public sealed record NameMemory
{
    public required string Name { get; init; }

    public IReadOnlyList<SeenAddress> Seen { get; init; } = [];

    public TimeSpan? AnsweredAt { get; init; }

    public IReadOnlyList<IPAddress> Unusable { get; init; } = [];

    public NameFailure? Failure { get; init; }

    public TimeSpan? Ipv4At { get; init; }

    public TimeSpan? Ipv6At { get; init; }

    internal static NameMemory Of(string name, NameState state) => new()
    {
        Name = name,
        Seen = state.Seen,
        AnsweredAt = state.AnsweredAt,
        Unusable = state.Unusable,
        Failure = state.Failure,
        Ipv4At = state.Ipv4At,
        Ipv6At = state.Ipv6At,
    };

    internal NameState ToState() => new()
    {
        Seen = [.. Seen],
        AnsweredAt = AnsweredAt,
        Unusable = [.. Unusable],
        Failure = Failure,
        Ipv4At = Ipv4At,
        Ipv6At = Ipv6At,
    };
}
