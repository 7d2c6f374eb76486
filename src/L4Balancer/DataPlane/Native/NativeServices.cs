using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Native;

/// <summary>What all workers share. Any thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeServices(
    TableHolder table, ISignalSink signals, SessionPlaces places, SessionCounters counters, int bufferSize,
    RelayKind relay, TimeProvider time, ulong seed, ILogger log)
{
    // Kept as long as somebody holds the address: the table, for as long as the backend is in it.
    private readonly ConditionalWeakTable<NetAddress, SocketAddress> _addresses = new();

    public TableHolder Table { get; } = table;

    public ISignalSink Signals { get; } = signals;

    public SessionPlaces Places { get; } = places;

    public SessionCounters Counters { get; } = counters;

    /// <summary>Bytes of one read, and what a slow reader may cost.</summary>
    public int BufferSize { get; } = bufferSize;

    public RelayKind Relay { get; } = relay;

    public TimeProvider Time { get; } = time;

    public ulong Seed { get; } = seed;

    public ILogger Log { get; } = log;

    public SpareDescriptors Spares { get; } = new();

    public LogPace ShortagePace { get; } = new(time, TimeSpan.FromSeconds(10));

    /// <summary>The address as the kernel takes it, made once.</summary>
    public SocketAddress AddressOf(NetAddress address) => _addresses.GetValue(address, NativeAddress.Of);
}
