using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>A way from a client to a backend.</summary>
internal interface IBalancer
{
    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    string Name { get; }

    /// <summary>Whether it has separate processes, whose time and memory can be measured.</summary>
    bool HasProcesses { get; }

    /// <summary>Why it is not available; null if it is.</summary>
    string? Missing(Toolbox tools);

    /// <summary>Why it cannot be measured with a feature; null if it can.</summary>
    string? CannotDo(Feature feature) => null;

    /// <exception cref="CompareException">It cannot be started.</exception>
    Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop);
}

/// <summary>Where clients connect to.</summary>
/// <param name="Process">
/// The process and everything it forked in its session; null if there is none: direct, or in the kernel.
/// </param>
/// <param name="Place">The network where the address is.</param>
internal sealed record RunningBalancer(IPEndPoint Address, OwnedProcess? Process, NetworkPlace Place);
