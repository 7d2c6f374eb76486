using L4Balancer.Core;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes.Managed;

/// <summary>
/// One kind of probe, as a task. A new kind is a new implementation and a line in <see cref="ProbeFactory"/>.
/// </summary>
internal interface IProbe
{
    /// <summary>
    /// Probes once. Every failure of the backend is an outcome; exceptions are for the token (the timeout) and for
    /// failures that say nothing about the backend: <see cref="LocalShortageException"/>.
    /// </summary>
    Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken);
}

/// <summary>This machine could not probe; the state of the backend is unchanged.</summary>
internal sealed class LocalShortageException(string cause) : Exception(cause);
