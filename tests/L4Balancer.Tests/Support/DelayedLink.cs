using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A link between two network namespaces that delays every packet: two TUN devices, and a thread for each
/// end of a direction between them. Not every kernel has netem; every one of a distribution has TUN.
/// </summary>
internal sealed partial class DelayedLink : IDisposable
{
    private const int PacketMax = 65_536;
    private const int CloneNewNet = 0x4000_0000;
    private const int IffTunWithoutHeader = 0x1001;
    private const nuint TunSetIff = 0x4004_54ca;
    private const short PollIn = 1;
    private const int PollMilliseconds = 100;
    private const string Device = "slow0";

    private readonly List<Thread> _threads = [];
    private readonly List<SafeFileHandle> _tuns = [];
    private long _late;
    private volatile bool _isOver;

    /// <summary>The most by which a packet came later than it should.</summary>
    public TimeSpan Late => new(Volatile.Read(ref _late));

    /// <param name="delay">One way; a round trip is twice that.</param>
    public static async Task<DelayedLink> CreateAsync(
        (NetworkNamespace Network, string Address) near, (NetworkNamespace Network, string Address) far, TimeSpan delay)
    {
        if (!File.Exists("/dev/net/tun")) Needs.Missing("/dev/net/tun");
        var link = new DelayedLink();
        var (first, second) = (link.OpenTun(near.Network), link.OpenTun(far.Network));
        foreach (var (here, there) in new[] { (near, far), (far, near) })
        {
            await here.Network.IpAsync("address", "add", here.Address, "peer", there.Address, "dev", Device);
            await here.Network.IpAsync("link", "set", Device, "up");
        }

        link.Carry(first, second, delay);
        link.Carry(second, first, delay);
        return link;
    }

    public void Dispose()
    {
        _isOver = true;
        foreach (var thread in _threads) thread.Join();
        foreach (var tun in _tuns) tun.Dispose();
    }

    /// <summary>A thread stays in its namespace, so a separate thread opens the device.</summary>
    private SafeFileHandle OpenTun(NetworkNamespace network)
    {
        SafeFileHandle? tun = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                tun = OpenHere(network);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        _tuns.Add(tun ?? throw new InvalidOperationException("No TUN device.", failure));
        return tun;
    }

    private static SafeFileHandle OpenHere(NetworkNamespace network)
    {
        using var entrance = File.OpenHandle($"/run/netns/{network.Name}", share: FileShare.ReadWrite);
        Check(setns(entrance, CloneNewNet), nameof(setns));
        var tun = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var request = new byte[40]; // struct ifreq: the name, then the flags.
        System.Text.Encoding.ASCII.GetBytes(Device, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), (short)IffTunWithoutHeader);
        Check(ioctl(tun, TunSetIff, request), nameof(ioctl));
        return tun;
    }

    private void Carry(SafeFileHandle from, SafeFileHandle to, TimeSpan delay)
    {
        var onTheWay = new BlockingCollection<(long Sent, byte[] Packet)>();
        Run(() =>
        {
            var buffer = new byte[PacketMax];
            while (!_isOver)
            {
                var wish = new PollFd { Fd = (int)from.DangerousGetHandle(), Events = PollIn };
                if (poll(ref wish, 1, PollMilliseconds) <= 0) continue;
                var length = (int)read(from, buffer, PacketMax);
                if (length > 0) onTheWay.Add((TimeProvider.System.GetTimestamp(), buffer[..length]));
            }

            onTheWay.CompleteAdding();
        });
        Run(() =>
        {
            foreach (var (sent, packet) in onTheWay.GetConsumingEnumerable())
            {
                var left = delay - TimeProvider.System.GetElapsedTime(sent);
                if (left > TimeSpan.Zero) Thread.Sleep(left);
                _ = write(to, packet, (nuint)packet.Length);
                var late = TimeProvider.System.GetElapsedTime(sent) - delay;
                if (late > Late) Volatile.Write(ref _late, late.Ticks);
            }
        });
    }

    private void Run(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private static void Check(int result, string call)
    {
        if (result < 0) throw new InvalidOperationException($"{call} gave errno {Marshal.GetLastPInvokeError()}.");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Happened;
    }
}
