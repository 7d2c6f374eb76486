namespace L4Balancer.Core;

/// <summary>The bounds of probes.</summary>
public static partial class Limits
{
    /// <summary>Bytes that a probe sends or expects.</summary>
    public const int ProbeBytesMax = 4096;

    /// <summary>
    /// Probes in flight at the same time, so that 10,000 backends that hang do not take all file descriptors.
    /// </summary>
    public const int ProbesInFlightMax = 512;

    /// <summary>
    /// First probes of new targets begun in a second: one that was added is probed at once, and a start with 10,000
    /// backends, a second long, floods neither the network nor the table of neighbours.
    /// </summary>
    public const int FirstProbesPerSecond = 10_000;

    /// <summary>
    /// Bytes read and thrown away after a probe's verdict, so that it ends with FIN; a server that has more to say is
    /// left with RST.
    /// </summary>
    public const int ProbeEndBytesMax = 1024 * 1024;
}
