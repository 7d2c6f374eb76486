using L4Balancer.Hosting;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Hosting;

/// <summary>The daemon inside the test process, without signals and systemd, with its own file.</summary>
internal sealed class HostedDaemon : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lifetime _lifetime = new();

    private HostedDaemon(TimeProvider time)
    {
        Faults = new FaultLog(time);
        Write(backends: 1);
        Read = ConfigFile.Read(Path);
        var options = new BalancerOptions
        {
            Logs = NullLoggerFactory.Instance,
            Background = Faults.Work,
            Time = time,
        };
        Daemon = new Daemon(
            Read, options, Faults.Work, AccessLog.Create(null, Faults.Work, time, NullLogger.Instance),
            new SystemdNotifier(_ => null, Faults.Work, time, NullLogger.Instance), _lifetime);
    }

    public Daemon Daemon { get; }

    public FaultLog Faults { get; }

    public string Path => _folder.PathOf("l4balancer.yaml");

    /// <summary>The file as it was read for the start.</summary>
    public LoadedConfig Read { get; }

    public bool IsStopping => _lifetime.IsStopping;

    /// <param name="beforeStart">Runs after the file was read, before the daemon starts with it.</param>
    public static async Task<HostedDaemon> StartAsync(
        TimeProvider? time = null, Action<HostedDaemon>? beforeStart = null)
    {
        var hosted = new HostedDaemon(time ?? TimeProvider.System);
        beforeStart?.Invoke(hosted);
        await hosted.Daemon.StartAsync(Loopback.Deadline);
        return hosted;
    }

    /// <summary>Writes the file with the given number of backends.</summary>
    public void Write(int backends) => File.WriteAllText(Path, $$"""
        listeners:
          x:
            bind: 127.0.0.1:0
            health: { type: none }
            backends: [{{string.Join(", ", Enumerable.Range(1, backends).Select(port => $"127.0.0.1:{port}"))}}]
        """);

    /// <summary>A configuration with the given number of backends is in force.</summary>
    public Task BackendsAsync(int count) => Eventually.HoldsAsync(
        () => Daemon.InForce.Config!.Pools[0].Backends.Count == count, () => $"{count} backends are in force");

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public bool IsStopping { get; private set; }

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => IsStopping = true;
    }
}
