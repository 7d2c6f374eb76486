using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;

namespace L4Balancer.Tests.Support;

/// <summary>A balancer whose listener has a route for <see cref="Name"/> to a second pool.</summary>
internal static class RoutedBalancer
{
    public const string Name = "db.example.com";

    public static Task<RunningBalancer> StartAsync(
        TestedEngine engine, Socket own, Socket[] other, Func<ListenerConfig, ListenerConfig>? listener = null,
        SendProxyConfig? send = null, Func<BalancerOptions, BalancerOptions>? options = null) =>
        StartAsync(engine, Loopback.AddressOf(own), [.. other.Select(Loopback.AddressOf)], listener, send, options);

    public static Task<RunningBalancer> StartAsync(
        TestedEngine engine, NetAddress own, NetAddress[] other, Func<ListenerConfig, ListenerConfig>? listener = null,
        SendProxyConfig? send = null, Func<BalancerOptions, BalancerOptions>? options = null) =>
        RunningBalancer.StartAsync(
            engine, [own],
            listener: l => listener?.Invoke(WithRoute(l)) ?? WithRoute(l),
            config: c => c with
            {
                Pools =
                [
                    c.Pools[0], c.Pools[0] with
                    {
                        Name = "other",
                        Policy = PolicyKind.First,
                        SendProxy = send,
                        Backends = [.. other.Select(b => new BackendConfig { Address = BackendAddress.Of(b) })],
                    },
                ],
            },
            options: options);

    /// <summary>The pool of every session.</summary>
    public static async Task<string[]> PoolsAsync(this RunningBalancer balancer)
    {
        var list = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        return [.. list.Sessions.Select(s => s.Pool)];
    }

    public static async Task SendAsync(this Socket socket, byte[] bytes) =>
        await socket.SendAsync(bytes, Loopback.Deadline);

    public static async Task<byte[]> ReadBytesAsync(this Socket socket, int length)
    {
        var bytes = new byte[length];
        await using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(bytes, Loopback.Deadline);
        return bytes;
    }

    private static ListenerConfig WithRoute(ListenerConfig listener) =>
        listener with { Routes = [new RouteConfig { Sni = [Name], Pool = "other" }] };
}
