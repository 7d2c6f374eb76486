using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Soak.Sides;

namespace L4Balancer.Bench.Soak;

/// <summary>A checked command line of <c>upgrade-soak</c>.</summary>
internal sealed record SoakOptions
{
    public required Toolbox Tools { get; init; }

    public required string Engine { get; init; }

    public required int Sessions { get; init; }

    public required int Upgrades { get; init; }

    /// <summary>Between two upgrades.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>Of the contents of the run: when clients ask.</summary>
    public required int Seed { get; init; }

    /// <summary>Where to write all figures; null is nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Without steady streams, which take the processors that a pause is measured with.</summary>
    public bool IsLight { get; init; }

    /// <summary>A quarter asks and is answered, a few of every other kind, and the rest is idle.</summary>
    public IReadOnlyList<KindCount> Kinds
    {
        get
        {
            var (few, streams) = (Math.Max(2, Sessions / 100), Math.Max(2, Sessions / 500));
            KindCount[] busy =
            [
                new(StreamKind.Chatty, Sessions / 4),
                new(StreamKind.Copied, IsLight ? 0 : streams),
                new(StreamKind.Spliced, IsLight ? 0 : Math.Min(streams, 8)),
                new(StreamKind.SlowReader, IsLight ? 0 : few),
                new(StreamKind.ClientEnded, few),
                new(StreamKind.BackendEnded, few),
                new(StreamKind.Preread, few),
                new(StreamKind.Silent, few),
                new(StreamKind.Waiting, few),
            ];
            return [new(StreamKind.Idle, Math.Max(0, Sessions - busy.Sum(k => k.Count))), .. busy];
        }
    }
}
