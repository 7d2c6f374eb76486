using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Publishing;

/// <summary>
/// Starts the daemon as systemd does, and measures from there to READY=1 and to the first byte of a backend.
/// </summary>
internal sealed class MeasuredStart : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("l4b-start-");
    private readonly Socket _notify = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Socket _backend = Loopback.Listen();
    private readonly string _daemon;

    public MeasuredStart(string daemon)
    {
        _daemon = daemon;
        _notify.Bind(new UnixDomainSocketEndPoint(In("notify")));
        File.WriteAllText(
            In("start.yaml"),
            $$"""
            listeners: { start: { bind: "unix:{{In("client")}}", pool: start } }
            pools: { start: { health: { type: none }, backends: ["{{Loopback.AddressOf(_backend)}}"] } }
            """);
    }

    public async Task<(TimeSpan ToReady, TimeSpan ToServed)> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(_daemon, ["run", "-c", In("start.yaml")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["NOTIFY_SOCKET"] = In("notify") },
        })!;
        _ = process.StandardOutput.ReadToEndAsync();
        try
        {
            await WaitForReadyAsync();
            var ready = Stopwatch.GetElapsedTime(began);
            await ServeOneSessionAsync();
            return (ready, Stopwatch.GetElapsedTime(began));
        }
        finally
        {
            Command.KillIfRunning(process);
        }
    }

    public void Dispose()
    {
        _notify.Dispose();
        _backend.Dispose();
        _folder.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task WaitForReadyAsync()
    {
        var buffer = new byte[4096];
        string told;
        do told = Encoding.UTF8.GetString(buffer, 0, await _notify.ReceiveAsync(buffer, Loopback.Deadline));
        while (!told.Contains("READY=1"));
    }

    private async Task ServeOneSessionAsync()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(In("client")), Loopback.Deadline);
        using var session = await Loopback.AcceptAsync(_backend);
        await session.SendAsync("x");
        await client.ReadAsync(1);
    }
}
