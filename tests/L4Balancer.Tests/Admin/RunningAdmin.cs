using L4Balancer.Admin;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Operations;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Admin;

/// <summary>The admin server before a real balancer, on a unix socket and on a port of the kernel's choice.</summary>
internal sealed class RunningAdmin : IAsyncDisposable
{
    public const string OperatorToken = "operator-token-of-a-test";
    public const string ReaderToken = "reader-token-of-a-test";

    private static readonly NetAddress[] Backends =
        [NetAddress.FromIp(System.Net.IPAddress.Loopback, 1), NetAddress.FromIp(System.Net.IPAddress.Loopback, 2)];

    private readonly TempFolder _folder = new();
    private readonly List<HttpClient> _clients = [];
    private readonly List<string> _warnings = [];

    private RunningAdmin(RunningBalancer balancer) => Balancer = balancer;

    public RunningBalancer Balancer { get; }

    public AdminServer Server { get; private set; } = null!;

    public AdminConfig Config { get; private set; } = null!;

    public EventJournal Journal { get; } = new(TimeProvider.System);

    /// <summary>Lines of the log that are warnings or worse.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_warnings) return [.. _warnings];
        }
    }

    public string SocketPath => _folder.PathOf("admin.sock");

    public int Port => Server.Addresses.Single(a => a.UnixPath is null).Port;

    /// <summary>By the unix socket.</summary>
    public HttpClient Local => NewClient(SocketPath, token: null);

    /// <summary>By TCP, without a token.</summary>
    public HttpClient Remote => NewClient(null, token: null);

    /// <param name="time">The clock of the server; the balancer has the real one.</param>
    public static async Task<RunningAdmin> StartAsync(
        bool hasTokens = false, Func<AdminConfig, AdminConfig>? config = null, NetAddress? backend = null,
        ISessionObserver? observer = null, TimeProvider? time = null, TestedEngine? engine = null,
        Func<ListenerConfig, ListenerConfig>? listener = null, params NetAddress[] backends)
    {
        NoticeJournal? journal = null;
        var balancer = await RunningBalancer.StartAsync(
            engine ?? TestedEngine.Native, backend is not null ? [backend] : backends.Length > 0 ? backends : Backends,
            listener: listener, options: o => o with { Observer = observer ?? o.Observer },
            onNotice: (n, actor) => journal?.Write(n, actor));
        var admin = new RunningAdmin(balancer);
        journal = new NoticeJournal(admin.Journal);
        var clock = TimeProvider.System;
        var operations = new BalancerOperations(new OperationsParts
        {
            Balancer = balancer.Balancer,
            Journal = journal,
            InForce = ConfigInForce.WithoutFile(clock),
            SessionsMax = 100,
            Time = clock,
        });
        admin.Config = admin.ConfigWith(hasTokens, config);
        var logs = LoggerFactory.Create(b => b.AddProvider(new WarningLog(admin._warnings)));
        admin.Server = await AdminServer.StartAsync(
            admin.Config, operations, balancer.Balancer.Background, time ?? clock, logs, Loopback.Deadline);
        return admin;
    }

    public HttpClient With(string token) => NewClient(null, token);

    public string WriteToken(string name, string token, UnixFileMode mode = UnixFileMode.UserRead)
    {
        var path = _folder.PathOf(name);
        File.Delete(path);
        File.WriteAllText(path, token + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Server.DisposeAsync();
        await Balancer.DisposeAsync();
        _folder.Dispose();
    }

    private AdminConfig ConfigWith(bool hasTokens, Func<AdminConfig, AdminConfig>? change)
    {
        var basic = new AdminConfig
        {
            Bind =
            [
                new BindAddress(NetAddress.FromUnix(SocketPath), false),
                new BindAddress(NetAddress.FromIp(System.Net.IPAddress.Loopback, 0), false),
            ],
            OperatorTokenFile = hasTokens ? WriteToken("operator", OperatorToken) : null,
            ReaderTokenFile = hasTokens ? WriteToken("reader", ReaderToken) : null,
        };
        return change?.Invoke(basic) ?? basic;
    }

    private HttpClient NewClient(string? path, string? token)
    {
        var client = path is not null
            ? UnixClient.To(path)
            : new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
                Timeout = Loopback.Patience,
            };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        _clients.Add(client);
        return client;
    }

    private sealed class WarningLog(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning) return;
            lock (lines) lines.Add($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
