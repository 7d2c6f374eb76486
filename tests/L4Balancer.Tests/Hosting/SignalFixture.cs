using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>A backend inside the test, and sessions with it through the real daemon.</summary>
[NonParallelizable]
internal abstract class SignalFixture : BackendFixture
{
    protected static void Dispose(params ReadOnlySpan<Socket> sockets)
    {
        foreach (var socket in sockets) socket.Dispose();
    }

    protected static Task<Socket> ConnectAsync(DaemonProcess daemon) =>
        Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Loopback, daemon.Port));

    protected Task<Socket> AcceptAsync() => Loopback.AcceptAsync(Backend);

    /// <summary>A session that has already relayed bytes.</summary>
    protected async Task<(Socket Client, Socket Server)> SessionAsync(DaemonProcess daemon)
    {
        var client = await ConnectAsync(daemon);
        var server = await Loopback.AcceptAsync(Backend);
        await client.SendAsync("hello");
        Assert.That(await server.ReadAsync(5), Is.EqualTo("hello"));
        return (client, server);
    }

    /// <param name="pool">Further keys of the pool and of its only backend.</param>
    protected string Config(string grace, string pool = "", string backend = "") => $$"""
        shutdown-grace: {{grace}}
        listeners:
          x:
            bind: 127.0.0.1:0
            health: { type: none }
            backends: [ { address: "{{Loopback.AddressOf(Backend)}}"{{backend}} } ]
            {{pool}}
        """;
}
