using System.Net;
using L4Balancer.Core.Health;

namespace L4Balancer.Hosting;

/// <summary>The options of <c>l4balancer agent</c>.</summary>
internal sealed record AgentSettings
{
    public required IPEndPoint Bind { get; init; }

    /// <summary>Who may ask; empty allows everybody.</summary>
    public IReadOnlyList<IPNetwork> Allowed { get; init; } = [];

    public WeightRules Rules { get; init; } = new();

    /// <summary>How often the figures are read.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time constant of the average of the weight; zero is none.</summary>
    public TimeSpan Smoothing { get; init; } = SmoothWeight.UsualConstant;

    /// <summary>The file with the state that an operator wants; null for none.</summary>
    public string? StateFile { get; init; }
}
