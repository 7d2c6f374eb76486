using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Native;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>
/// A relay of the native engine without a loop: a test calls it, and delivers the events of its choice.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeRelayBench : IDisposable
{
    private readonly EpollLoop _loop = new(TimeProvider.System, _ => { });
    private readonly List<RelayTools> _tools = [];
    private NativeRelay _relay;
    private RelayTools _current;

    public NativeRelayBench(SocketPair client, SocketPair server, RelayKind kind, int bufferSize)
    {
        (Client, Server) = (client, server);
        _current = NewTools(kind, bufferSize);
        _relay.Prepare(kind, isClientUnix: false);
    }

    public SocketPair Client { get; }

    public SocketPair Server { get; }

    public long Uploaded => _relay.Uploaded;

    public long Downloaded => _relay.Downloaded;

    public CloseReason Reason => _relay.Reason;

    /// <summary>True once the relay has requested the end of its session.</summary>
    public bool IsOver { get; private set; }

    private RelayPath Path => new((int)Client.Near.Handle, (int)Server.Near.Handle, _current);

    public void Seed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> preread) => _relay.Seed(header, preread, _current);

    public void Open() => _relay.Open(_current, default, isServerUnix: false, default);

    public void Pump() => Take(_relay.Pump(Path));

    /// <summary>Delivers the events that the kernel would report for both sockets.</summary>
    public void Deliver()
    {
        foreach (var side in (Side[])[Side.Client, Side.Server])
        {
            var socket = side == Side.Client ? Client.Near : Server.Near;
            Readiness events = default;
            if (socket.Poll(0, SelectMode.SelectRead)) events |= Readiness.Readable | Readiness.PeerClosed;
            if (socket.Poll(0, SelectMode.SelectWrite)) events |= Readiness.Writable;
            if (!IsOver) Take(_relay.OnReady(Path, side, events));
        }
    }

    public RelayState TakeOut() => _relay.TakeOut(_current);

    /// <summary>Continues in another relay with its own tools.</summary>
    public void PutBack(RelayState state, RelayKind kind, int bufferSize)
    {
        _current = NewTools(kind, bufferSize);
        _relay = default;
        _relay.PutBack(state, _current, isClientUnix: false, isServerUnix: false);
        Take(_relay.Resume(Path));
    }

    public void Dispose()
    {
        _relay.End(_current);
        foreach (var tools in _tools) tools.Dispose();
        _loop.Dispose();
    }

    private void Take(RelayAsks asks) => IsOver |= asks.HasFlag(RelayAsks.Close);

    private RelayTools NewTools(RelayKind kind, int bufferSize)
    {
        var services = new NativeServices(IdleEngine.Parts(), bufferSize, kind);
        var tools = new RelayTools(_loop, new StockTrimmer(_loop), services, workers: 1);
        _tools.Add(tools);
        return tools;
    }
}
