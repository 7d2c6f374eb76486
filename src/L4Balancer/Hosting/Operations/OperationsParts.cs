using L4Balancer.Admin.Model;
using L4Balancer.Hosting.Hooks;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Hosting.Operations;

/// <summary>The parts of a process that the admin side reads and controls.</summary>
internal sealed record OperationsParts
{
    public required Balancer Balancer { get; init; }

    public required NoticeJournal Journal { get; init; }

    public required ConfigInForce InForce { get; init; }

    /// <summary>Sessions at most; 0 if unknown.</summary>
    public required int SessionsMax { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Reads the config file again; null if there is none.</summary>
    public Func<bool, string, CancellationToken, Task<ReloadReport>>? Reload { get; init; }

    /// <summary>Hands over to a successor; null where that is not possible.</summary>
    public Func<string, Task<UpgradeReport>>? Upgrade { get; init; }

    /// <summary>Null if there is none.</summary>
    public AccessLog? AccessLog { get; init; }

    /// <summary>Null if nothing is exported to one.</summary>
    public CollectorFeed? Collector { get; init; }

    /// <summary>Null if there are none.</summary>
    public EventHooks? Hooks { get; init; }
}
