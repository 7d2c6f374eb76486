using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using L4Balancer.Admin.Model;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Soak;

/// <summary>
/// The daemon whose processes follow one another, all of one session (setsid(2)). Disposing ends them.
/// </summary>
internal sealed class SoakDaemon : IAsyncDisposable
{
    private const int LinesShown = 20;
    private const string PartsEnd = " to go on)";
    private static readonly string[] Listeners = ["main", "proxied", "silent", "queued"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Process _first;
    private readonly string _socket;
    private readonly ConcurrentQueue<string> _lines = new();

    private SoakDaemon(Process first, string socket)
    {
        (_first, _socket, Pid) = (first, socket, first.Id);
        first.OutputDataReceived += (_, line) => Keep(line.Data);
        first.ErrorDataReceived += (_, line) => Keep(line.Data);
        first.BeginOutputReadLine();
        first.BeginErrorReadLine();
    }

    /// <summary>The process that serves.</summary>
    public int Pid { get; private set; }

    public IReadOnlyList<int> Processes => [.. ProcessStat.All().Where(p => p.Session == _first.Id).Select(p => p.Id)];

    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{Pid}/fd").Length;

    public long ResidentBytes => ProcessMemory.FieldIn(File.ReadLines($"/proc/{Pid}/status"), "VmRSS:") * 1024;

    /// <summary>The parts of the last pause, from its log.</summary>
    public string Parts => _lines.LastOrDefault(l => l.Contains(PartsEnd, StringComparison.Ordinal)) is { } line
        ? line[line.IndexOf('(', StringComparison.Ordinal)..(line.LastIndexOf(')') + 1)]
        : "";

    /// <summary>The last lines of its log.</summary>
    public IEnumerable<string> Log => _lines.TakeLast(LinesShown);

    public static SoakDaemon Start(SoakOptions options, string folder, int backend)
    {
        var (file, socket) = (Path.Combine(folder, "soak.yaml"), Path.Combine(folder, "admin.sock"));
        File.WriteAllText(file, ConfigOf(options, socket, backend));
        return new SoakDaemon(
            Launcher.Start([.. Toolbox.CommandOf(options.Tools.L4Balancer!), "run", "-c", file]), socket);
    }

    /// <summary>Waits until it serves.</summary>
    /// <returns>The port of each listener, in the order main, proxied, silent, queued.</returns>
    public async Task<int[]> PortsAsync(CancellationToken stop)
    {
        var found = new int[Listeners.Length];
        await UntilAsync(
            () =>
            {
                for (var i = 0; i < found.Length; i++) found[i] = PortOf(Listeners[i]);
                return found.All(port => port > 0);
            },
            "it does not listen", stop);
        return found;
    }

    /// <summary>Upgrades it; completes when only the successor is left.</summary>
    /// <exception cref="CompareException">It has failed.</exception>
    public async Task<UpgradeReport> UpgradeAsync(CancellationToken stop)
    {
        using var client = Client();
        var old = Pid;
        using var answer = await client.PostAsync(new Uri("http://localhost/v1/upgrade"), null, stop);
        var report = (await answer.Content.ReadFromJsonAsync<UpgradeReport>(stop))!;
        if (report.Errors is [var error, ..]) throw Failure(error);
        Pid = report.Successor;
        await UntilAsync(() => !Processes.Contains(old), $"process {old} does not end", stop);
        await UntilAsync(IsAnswering, "its admin side does not answer", stop);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        Signals.SendToGroup(_first.Id, Signals.Terminate);
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(10);
        while (Processes.Count > 0 && DateTime.UtcNow < until) await Task.Delay(Pause);
        Signals.SendToGroup(_first.Id, Signals.Kill);
        _first.Dispose();
    }

    private static string ConfigOf(SoakOptions options, string socket, int backend) =>
        $$"""
        engine: {{options.Engine}}
        admin: { bind: "unix:{{socket}}" }
        listeners:
          main: { bind: "127.0.0.1:0", pool: main }
          proxied:
            bind: "127.0.0.1:0"
            pool: main
            accept-proxy: { trusted: 127.0.0.0/8, timeout: 1m }
          silent: { bind: "127.0.0.1:0", pool: main, connect: on-data, first-byte-timeout: 1h }
          queued: { bind: "127.0.0.1:0", pool: queued }
        pools:
          main: { health: { type: none }, backends: ["127.0.0.1:{{backend}}"] }
          queued:
            health: { type: none }
            max-connections: 1
            queue: { max: 10000, timeout: 1h }
            backends: ["127.0.0.1:{{backend}}"]
        """;

    private int PortOf(string listener) => _lines
        .Where(line => line.Contains($"Listener {listener} accepts on ", StringComparison.Ordinal))
        .Select(line => OwnBalancer.AddressIn(line)?.Port ?? 0).FirstOrDefault();

    private bool IsAnswering()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(_socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(_socket), stop);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    private async Task UntilAsync(Func<bool> holds, string otherwise, CancellationToken stop)
    {
        for (var until = DateTime.UtcNow + Patience; !holds(); await Task.Delay(Pause, stop))
        {
            if (DateTime.UtcNow > until || Processes.Count == 0) throw Failure(otherwise);
        }
    }

    private CompareException Failure(string cause) =>
        new($"{cause}\n{string.Join('\n', Log)}");

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
