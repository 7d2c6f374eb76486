using System.Net;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Serve;
using LinuxAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Tests.Support;

/// <summary>One of the small servers, on a thread of the test's process.</summary>
internal sealed class RunningServer : IDisposable
{
    private readonly Server _server;
    private readonly Thread _thread;

    public RunningServer(ServeProtocol protocol)
    {
        _server = new Server(protocol, LinuxAddress.Of(IPAddress.Loopback, 0));
        _thread = new Thread(_server.Run);
        _thread.Start();
    }

    public LoadTarget Target => LoadTarget.TryParse($"127.0.0.1:{_server.Port}")!;

    public int Port => _server.Port;

    public void Dispose()
    {
        _server.Stop();
        _thread.Join();
        _server.Dispose();
    }
}
