using System.Net;
using BenchmarkDotNet.Attributes;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// The native engine in this process, with raw descriptors at both ends: the cost of a relay turn and of a whole
/// session, including the kernel's part, and their allocations.
/// </summary>
public class EngineBenchmarks
{
    private const int BulkBytes = 256 * 1024;

    private readonly byte[] _small = new byte[64];
    private readonly byte[] _bulk = new byte[BulkBytes];
    private Balancer _balancer = null!;
    private SocketAddress _address = null!;
    private int _listener;
    private int _client;
    private int _server;

    [GlobalSetup]
    public void Start()
    {
        _listener = ListeningSockets.Listen(SocketAddress.Of(IPAddress.Loopback, 0), backlog: 1000)
            .OrThrow("listen").Count;
        var backend = NetAddress.FromIp(IPAddress.Loopback, ListeningSockets.PortOf(_listener));
        var config = new BalancerConfig
        {
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "bench", Pool = "bench",
                    Bind = [new BindAddress(NetAddress.FromIp(IPAddress.Loopback, 0), IsDualStack: false)],
                },
            ],
            Pools =
            [
                new PoolConfig
                {
                    Name = "bench", Health = new HealthConfig { Type = ProbeKind.None },
                    Backends = [new BackendConfig { Address = BackendAddress.Of(backend) }],
                },
            ],
        };

        // In-process benchmarks do not wait for an asynchronous setup.
        _balancer = Balancer.StartAsync(config, new BalancerOptions { Logs = NullLoggerFactory.Instance })
            .GetAwaiter().GetResult();
        _address = SocketAddress.Of(IPAddress.Loopback, _balancer.Engine.Bound[0].Actual.Port);
        (_client, _server) = Open();
    }

    [GlobalCleanup]
    public void Stop()
    {
        foreach (var fd in (int[])[_client, _server, _listener]) StreamSockets.Close(fd);
        _balancer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>64 bytes from the client to the server.</summary>
    [Benchmark]
    public void RelayTurn() => PassOn(_client, _server, _small);

    /// <summary>256 KiB from the client to the server.</summary>
    [Benchmark]
    public void RelayBulk() => PassOn(_client, _server, _bulk);

    /// <summary>A session from connect to close, with 64 bytes.</summary>
    [Benchmark]
    public void Session()
    {
        var (client, server) = Open();
        PassOn(client, server, _small);
        StreamSockets.Close(client);
        StreamSockets.Close(server);
    }

    private (int Client, int Server) Open()
    {
        var client = StreamSockets.Create(_address).OrThrow("socket").Count;
        StreamSockets.Connect(client, _address);
        SysResult accepted;
        do accepted = ListeningSockets.Accept(_listener, out _);
        while (accepted.Errno == Errno.EAGAIN);
        return (client, accepted.OrThrow("accept").Count);
    }

    private static void PassOn(int from, int to, byte[] buffer)
    {
        for (var (sent, received) = (0, 0); received < buffer.Length;)
        {
            if (sent < buffer.Length) sent += Count(StreamSockets.Send(from, buffer.AsSpan(sent)));
            received += Count(StreamSockets.Receive(to, buffer.AsSpan(0, buffer.Length - received)));
        }
    }

    private static int Count(SysResult result) =>
        result.Errno == Errno.EAGAIN ? 0 : result.OrThrow("relay").Count;
}
