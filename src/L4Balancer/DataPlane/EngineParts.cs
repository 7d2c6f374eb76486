using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>What an engine gets from the balancer around it.</summary>
public sealed record EngineParts
{
    /// <summary>Where the routing snapshot is read.</summary>
    public required TableHolder Table { get; init; }

    /// <summary>Where failed connects are reported.</summary>
    public required ISignalSink Signals { get; init; }

    /// <summary>Where single sessions are reported.</summary>
    public ISessionObserver Observer { get; init; } = NullSessionObserver.Instance;

    /// <summary>Those of the process.</summary>
    public required SpareDescriptors Spares { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The source of all random draws of the policies.</summary>
    public required ulong Seed { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>What is decided about a client between accept and connect.</summary>
    internal AdmissionRules Admission { get; init; } = new();

    /// <summary>For tests: called at every change of phase and after every step of an exit; it may throw.</summary>
    internal Action<SessionPhase, ExitStep?>? Checkpoint { get; init; }
}
