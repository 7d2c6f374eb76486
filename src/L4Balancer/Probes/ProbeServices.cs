using L4Balancer.Background;
using L4Balancer.Core.Control;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>What every way of running probes needs from the process around it.</summary>
internal sealed record ProbeServices
{
    /// <summary>The name of the work of probing in logs and metrics.</summary>
    public const string Work = "probe";

    /// <summary>
    /// When a target could not be probed for a reason of this machine or a bug, it is probed again this much later.
    /// </summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Takes the outcomes. It may complete later, but must not block. Any thread.</summary>
    public required Func<ControlEvent, ValueTask> Post { get; init; }

    /// <summary>Those of the process: while they are not held, no probe is sent.</summary>
    public required SpareDescriptors Spares { get; init; }

    public required BackgroundWork Background { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>A probe met a bug. Its backend is probed again.</summary>
    public void ReportBug(Exception bug) => Background.Report(Work, bug);
}
