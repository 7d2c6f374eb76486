using L4Balancer.Background;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Discovery;
using L4Balancer.Handover;
using L4Balancer.Probes;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>The dependencies of a balancer on its process.</summary>
public sealed record BalancerOptions
{
    public required ILoggerFactory Logs { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Owns the work that no caller waits for; null means one of the balancer's own.</summary>
    public BackgroundWork? Background { get; init; }

    /// <summary>The source of all random draws. A fixed one makes them reproducible.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>The observers of single sessions.</summary>
    public ISessionObserver Observer { get; init; } = NullSessionObserver.Instance;

    /// <summary>Resolves a host name; may block for any time.</summary>
    public Func<string, Lookup> Lookup { get; init; } = SystemLookup.Resolve;

    /// <summary>Runs the probes; null for the engine's default runner.</summary>
    internal IProbeRunner? Probes { get; init; }

    /// <summary>The decisions about a client between accept and connect.</summary>
    internal AdmissionRules Admission { get; init; } = new();

    /// <summary>Listening sockets that another process hands over; none by default.</summary>
    internal IReadOnlyList<InheritedListener> Inherited { get; init; } = [];

    /// <summary>What another process has learned with the same configuration; null means nothing.</summary>
    internal BalancerMemory? Memory { get; init; }

    /// <summary>See <see cref="EngineParts.Checkpoint"/>.</summary>
    internal Action<SessionPhase, ExitStep?>? Checkpoint { get; init; }

    /// <summary>For tests: called at every step of a handover, with whether this process is the successor.</summary>
    internal Action<bool, HandoverStep>? HandoverCheckpoint { get; init; }

    /// <summary>The file descriptor budget of the process.</summary>
    public DescriptorBudget Descriptors { get; init; } = DescriptorLimits.OfThisProcess();
}
