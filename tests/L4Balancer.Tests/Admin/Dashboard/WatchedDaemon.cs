using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Dashboard;

/// <summary>The real daemon with an admin address, the tokens of an operator and of a reader, and echoing backends.
/// </summary>
internal sealed class WatchedDaemon : IAsyncDisposable
{
    public const string OperatorToken = "the-token-of-operators";
    public const string ReaderToken = "the-token-of-readers";

    /// <summary>Probing hundreds of backends that often would keep the machine of the tests busy.</summary>
    private const int ProbedMax = 10;

    /// <summary>A stopped backend refuses at once; the timeout tolerates a paused machine.</summary>
    private const string Probe = "{ type: tcp, interval: 200ms, timeout: 10s, rise: 1, fall: 2 }";

    private readonly TempFolder _folder = new();
    private readonly List<EchoBackend> _backends = [];
    private string _admin = "";

    private WatchedDaemon()
    {
    }

    public DaemonProcess Process { get; private set; } = null!;

    /// <summary>Asks the API as an operator.</summary>
    public HttpClient Http { get; private set; } = null!;

    public Uri Root => new($"http://{_admin}/");

    /// <param name="pools">The names of the pools, and how many backends each has; a pool has a listener of its name.
    /// </param>
    public static async Task<WatchedDaemon> StartAsync(params (string Pool, int Backends)[] pools)
    {
        var daemon = new WatchedDaemon();
        foreach (var (pool, count) in pools)
        {
            for (var i = 0; i < count; i++) daemon._backends.Add(new EchoBackend(pool));
        }

        daemon._admin = $"127.0.0.1:{FreePort.Pick()}";
        await daemon.RunAsync();
        daemon.Http = new HttpClient { BaseAddress = daemon.Root };
        daemon.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorToken);
        await daemon.SettlesAsync();
        return daemon;
    }

    /// <summary>The page with a token in its fragment; with the empty one, without.</summary>
    public string Page(string token) => token.Length == 0 ? Root.ToString() : $"{Root}#token={token}";

    public EchoBackend[] Backends(string pool) => [.. _backends.Where(b => b.Pool == pool)];

    /// <summary>The API's data of a backend.</summary>
    public Task<JsonElement> LookAsync(EchoBackend backend) => LookAsync(PathOf(backend));

    /// <summary>The answer of the API.</summary>
    public async Task<JsonElement> LookAsync(string path) =>
        JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement;

    public static string PathOf(EchoBackend backend) =>
        $"/v1/pools/{backend.Pool}/backends/{Uri.EscapeDataString(backend.Address)}";

    /// <summary>The number of sessions for which a backend was ever picked.</summary>
    public async Task<long> PicksAsync(EchoBackend backend) =>
        (await LookAsync(backend)).GetProperty("picks").GetInt64();

    /// <summary>Waits until a backend was picked for the given number of sessions.</summary>
    public Task<long> PicksReachAsync(EchoBackend backend, long picks) => Eventually.GetAsync(
        $"{picks} sessions on {backend.Address}", Loopback.Patience, () => PicksAsync(backend), n => n == picks);

    /// <summary>A client with a session through a pool, on which one question has been answered.</summary>
    public async Task<Socket> ConnectAsync(string pool)
    {
        var (host, port) = Process.Listener(pool);
        var client = await Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Parse(host), port));
        await AnswersAsync(client);
        return client;
    }

    /// <summary>The session of this client goes on.</summary>
    public static async Task AnswersAsync(Socket client)
    {
        await client.SendAsync("question");
        Assert.That(await client.ReadAsync(8), Is.EqualTo("question"));
    }

    public Task<string> ReadConfigAsync() => File.ReadAllTextAsync(Process.ConfigPath);

    /// <summary>Edits the config file, and does not have it read.</summary>
    public async Task EditConfigAsync(string before, string after)
    {
        var text = await ReadConfigAsync();
        Assert.That(text, Does.Contain(before));
        await File.WriteAllTextAsync(Process.ConfigPath, text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>Waits until the daemon says that this is what its operator wants.</summary>
    public Task WantsAsync(EchoBackend backend, string intent) => Eventually.GetAsync(
        $"the intent {intent} of {backend.Address}", Loopback.Patience,
        async () => (await LookAsync(backend)).GetProperty("intent").GetString(), seen => seen == intent);

    /// <summary>Waits for the first outcome of every probe: each makes a new table, which acts of a page refer to.
    /// </summary>
    private async Task SettlesAsync()
    {
        foreach (var backend in _backends.Where(b => Backends(b.Pool).Length <= ProbedMax))
        {
            await Eventually.GetAsync(
                $"{backend.Address} is up", Loopback.Patience,
                async () => (await LookAsync(backend)).GetProperty("health").GetString(), health => health == "up");
        }
    }

    public Task StopAsync() => Process.DisposeAsync().AsTask();

    /// <summary>Starts a daemon with the same configuration.</summary>
    public async Task RunAsync()
    {
        await File.WriteAllTextAsync(_folder.PathOf("operator"), OperatorToken);
        await File.WriteAllTextAsync(_folder.PathOf("reader"), ReaderToken);
        var pools = _backends.GroupBy(b => b.Pool).ToArray();
        Process = await DaemonProcess.StartAsync(
            $"""
            listeners:
            {string.Join('\n', pools.Select(p => $"  {p.Key}: {{ bind: \"127.0.0.1:0\", pool: {p.Key} }}"))}
            pools:
            {string.Join('\n', pools.Select(PoolOf))}
            admin:
              bind: {_admin}
              operator-token-file: {_folder.PathOf("operator")}
              reader-token-file: {_folder.PathOf("reader")}
            """,
            listeners: pools.Length);
        await Process.LogsAsync(EventIds.AdminListening);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        foreach (var backend in _backends) await backend.DisposeAsync();
        _folder.Dispose();
    }

    private static string PoolOf(IGrouping<string, EchoBackend> pool) =>
        $$"""
          {{pool.Key}}:
            health: {{(pool.Count() > ProbedMax ? "{ type: none }" : Probe)}}
            backends: [{{string.Join(", ", pool.Select(b => $"\"{b.Address}\""))}}]
        """;
}

/// <summary>A backend that echoes until it is disposed of.</summary>
internal sealed class EchoBackend : IAsyncDisposable
{
    private readonly Socket _listener = Loopback.Listen();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Set by the test, read by whatever thread answers.</summary>
    private volatile bool _closes;

    public EchoBackend(string pool)
    {
        (Pool, Address) = (pool, Loopback.AddressOf(_listener).ToString());
        _running = EchoServer.RunAsync(_listener, _stop.Token, closes: () => _closes);
    }

    public string Pool { get; }

    public string Address { get; }

    /// <summary>From now on it accepts, and closes when it is asked.</summary>
    public void Close() => _closes = true;

    public async ValueTask DisposeAsync()
    {
        if (_running.IsCompleted) return;
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }
}
