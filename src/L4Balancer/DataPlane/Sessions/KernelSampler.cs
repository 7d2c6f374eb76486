using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Asks the kernel (TCP_INFO, tcp(7)) about the connection to the backend of a few sessions per second: of one that is
/// moving bytes when the pause since the last one has passed, so an idle loop asks nothing. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class KernelSampler
{
    private long _dueAt;

    /// <param name="retransmitsSeen">Of this session, as of its last sample; 0 at first.</param>
    public void SampleIfDue(int server, BackendSignals signals, ref uint retransmitsSeen, RelayTools tools)
    {
        if (tools.Now < _dueAt) return;
        _dueAt = tools.Now + Limits.KernelSamplePauseMilliseconds;

        // A unix socket has no such figures.
        if (!TcpOptions.TryGetInfo(server, out var info) || info.RoundTrip == 0) return;
        signals.CountKernel(
            info.RoundTrip, info.Retransmits - retransmitsSeen, (long)info.DeliveryRate, tools.NowMicroseconds);
        retransmitsSeen = info.Retransmits;
    }
}
