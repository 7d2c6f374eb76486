using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>The parts of the process that every way of running probes depends on.</summary>
internal sealed record ProbeServices
{
    /// <summary>The name of probing as background work in logs and metrics.</summary>
    public const string Work = "probe";

    /// <summary>The pause before a target is probed again if this machine or a bug prevented a probe.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Receives the outcomes. It may complete later, but must not block. Any thread.</summary>
    public required Func<ControlEvent, ValueTask> Post { get; init; }

    /// <summary>Receives the probes that are late. It must not wait. Any thread.</summary>
    public Action<ProbeLate> Late { get; init; } = _ => { };

    /// <summary>The spare descriptors of the process: while they are not held, no probe is sent.</summary>
    public required SpareDescriptors Spares { get; init; }

    /// <summary>Passwords, authorities and certificates; their content changes with reloads.</summary>
    public ProbeSecrets Secrets { get; init; } = new();

    /// <summary>The places for programs of command probes.</summary>
    public SemaphoreSlim Commands { get; } = new(Limits.ProbeCommandsMax);

    /// <summary>From where the probe connects that these are lent to; null if the kernel decides.</summary>
    public BackendSource? Source { get; init; }

    public required BackgroundWork Background { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>A probe hit a bug. Its backend is probed again.</summary>
    public void ReportBug(Exception bug) => Background.Report(Work, bug);
}
