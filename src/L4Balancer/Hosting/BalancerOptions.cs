using L4Balancer.Background;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Discovery;
using L4Balancer.Probes;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>What a balancer gets from the process around it.</summary>
public sealed record BalancerOptions
{
    public required ILoggerFactory Logs { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The owner of the work that no caller waits for; null is one of the balancer's own.</summary>
    public BackgroundWork? Background { get; init; }

    /// <summary>The source of all random draws. A fixed one makes them repeat.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Who is told of single sessions.</summary>
    public ISessionObserver Observer { get; init; } = NullSessionObserver.Instance;

    /// <summary>Resolves a host name; it may block for any time.</summary>
    public Func<string, Lookup> Lookup { get; init; } = SystemLookup.Resolve;

    /// <summary>Runs the probes; null is the runner that fits the engine.</summary>
    internal IProbeRunner? Probes { get; init; }

    /// <summary>What is decided about a client between accept and connect.</summary>
    internal AdmissionRules Admission { get; init; } = new();

    /// <summary>See <see cref="EngineParts.Checkpoint"/>.</summary>
    internal Action<SessionPhase, ExitStep?>? Checkpoint { get; init; }

    /// <summary>What the file descriptors of the process allow.</summary>
    public DescriptorBudget Descriptors { get; init; } = DescriptorLimits.OfThisProcess();
}
