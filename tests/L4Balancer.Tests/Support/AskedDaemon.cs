using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A daemon with an admin socket, in front of two backends in one pool and one in another, for the client verbs.
/// </summary>
internal sealed class AskedDaemon : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket[] _backends = [Loopback.Listen(), Loopback.Listen(), Loopback.Listen()];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _echoes;
    private DaemonProcess _daemon = null!;

    private AskedDaemon()
    {
        _echoes = [.. _backends.Select(backend => EchoServer.RunAsync(backend, _stop.Token))];
        Addresses = [.. _backends.Select(backend => Loopback.AddressOf(backend).ToString())];
    }

    /// <summary>The addresses of the backends: two of pool <c>web</c>, one of pool <c>queue</c>.</summary>
    public string[] Addresses { get; }

    public string Admin => "unix:" + _folder.PathOf("admin.sock");

    public string ConfigPath => _daemon.ConfigPath;

    /// <summary>Where clients of pool <c>web</c> connect.</summary>
    public NetAddress Web => NetAddress.FromIp(System.Net.IPAddress.Loopback, _daemon.Listener("web").Port);

    /// <param name="admin">Further keys of the section admin, one per line.</param>
    public static async Task<AskedDaemon> StartAsync(string bind = "", string admin = "")
    {
        var asked = new AskedDaemon();
        await asked.LaunchAsync(bind, admin);
        return asked;
    }

    /// <summary>Starts another daemon in place of this one, at the same admin socket.</summary>
    public async Task RestartAsync()
    {
        await _daemon.DisposeAsync();
        await LaunchAsync("", "");
    }

    /// <summary>Runs a verb against it.</summary>
    public Task<CommandResult> AskAsync(params string[] arguments) =>
        L4BalancerCommand.RunAsync([.. arguments, "--admin", Admin]);

    public string File(string name, string text)
    {
        System.IO.File.WriteAllText(_folder.PathOf(name), text);
        return _folder.PathOf(name);
    }

    /// <summary>A stopped backend refuses at once; the timeout tolerates a paused machine.</summary>
    public string ConfigText(string bind, string admin) => $$"""
        listeners:
          web: { bind: "127.0.0.1:0", pool: web }
          queue: { bind: "127.0.0.1:0", pool: queue }
        pools:
          web:
            health: { type: tcp, interval: 200ms, timeout: 10s, rise: 1, fall: 1 }
            backends:
              - {{Addresses[0]}}
              - {{Addresses[1]}}
          queue:
            mode: manual
            health: { type: tcp, interval: 200ms, timeout: 10s, rise: 1, fall: 1 }
            backends: [{{Addresses[2]}}]
        admin:
          bind: {{(bind.Length > 0 ? $"[\"{Admin}\", \"{bind}\"]" : $"\"{Admin}\"")}}
          {{admin}}
        """;

    /// <summary>A client with a session that has received data from its backend.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var client = await Loopback.ConnectAsync(Web);
        await client.SendAsync("hello");
        Assert.That(await client.ReadAsync(5), Is.EqualTo("hello"));
        return client;
    }

    /// <summary>Ends a backend, which its probes notice.</summary>
    public void Kill(int backend) => _backends[backend].Dispose();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _daemon.DisposeAsync();
        foreach (var backend in _backends) backend.Dispose();
        await Task.WhenAll(_echoes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _folder.Dispose();
    }

    private async Task LaunchAsync(string bind, string admin)
    {
        _daemon = await DaemonProcess.StartAsync(ConfigText(bind, admin), listeners: 2);
    }
}
