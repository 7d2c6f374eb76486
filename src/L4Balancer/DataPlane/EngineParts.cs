using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>The parts of the balancer that an engine depends on.</summary>
public sealed record EngineParts
{
    /// <summary>The source of the routing snapshot.</summary>
    public required TableHolder Table { get; init; }

    /// <summary>Receives failed connects.</summary>
    public required ISignalSink Signals { get; init; }

    /// <summary>Receives reports about individual sessions.</summary>
    public ISessionObserver Observer { get; init; } = NullSessionObserver.Instance;

    /// <summary>The spare descriptors of the process.</summary>
    public required SpareDescriptors Spares { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The seed of all random draws of the policies.</summary>
    public required ulong Seed { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>The decisions about a client between accept and connect.</summary>
    internal AdmissionRules Admission { get; init; } = new();

    /// <summary>For tests: called at every change of phase and after every step of an exit; it may throw.</summary>
    internal Action<SessionPhase, ExitStep?>? Checkpoint { get; init; }
}
