namespace L4Balancer.Core;

/// <summary>The bounds of probes.</summary>
public static partial class Limits
{
    /// <summary>Bytes that a probe sends or expects.</summary>
    public const int ProbeBytesMax = 4096;

    /// <summary>Steps of a probe: a login and a question take a handful.</summary>
    public const int ProbeStepsMax = 32;

    /// <summary>Bytes of an answer in which a step searches.</summary>
    public const int ProbeSearchMax = 64 * 1024;

    /// <summary>Bytes of an HTTP body in which a probe searches; a health page is shorter.</summary>
    public const int ProbeBodyMax = 64 * 1024;

    /// <summary>Arguments of a command probe, the program included.</summary>
    public const int ProbeArgumentsMax = 64;

    /// <summary>Bytes of a password file; no database accepts a longer password.</summary>
    public const int PasswordBytesMax = 4096;

    /// <summary>
    /// Programs of command probes at the same time. Each is one process or more, which share the machine with the
    /// balancer, and under systemd its limits of memory and tasks.
    /// </summary>
    public const int ProbeCommandsMax = 32;

    /// <summary>KiB of the headers of an HTTP response.</summary>
    public const int ProbeHeadersKiBMax = 16;

    /// <summary>
    /// Concurrent probes, so that 10,000 hung backends do not take all file descriptors.
    /// </summary>
    public const int ProbesInFlightMax = 512;

    /// <summary>
    /// First probes of new targets started per second: an added target is probed at once, and a start with 10,000
    /// backends, over one second, floods neither the network nor the neighbour table.
    /// </summary>
    public const int FirstProbesPerSecond = 10_000;

    /// <summary>
    /// Bytes read and discarded after a probe's result, so that it ends with FIN; a server that sends more gets
    /// RST.
    /// </summary>
    public const int ProbeEndBytesMax = 1024 * 1024;
}
