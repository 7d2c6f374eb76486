using L4Balancer.Background;
using L4Balancer.Hosting;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Hosting;

/// <summary>What the daemon does when work that nobody waits for meets a bug.</summary>
internal sealed class DaemonFaultTests
{
    private readonly FaultyClock _time = new();
    private TempFolder _folder = null!;
    private FaultLog _faults = null!;
    private Lifetime _lifetime = null!;
    private Daemon _daemon = null!;

    [SetUp]
    public async Task StartAsync()
    {
        (_folder, _faults, _lifetime) = (new TempFolder(), new FaultLog(_time), new Lifetime());
        await File.WriteAllTextAsync(Config, TextOf(1));
        var options = new BalancerOptions
        {
            Logs = NullLoggerFactory.Instance,
            Background = _faults.Work,
            Time = _time,
        };
        _daemon = new Daemon(
            Config, ConfigFile.Load(Config), options, _faults.Work,
            AccessLog.Create(null, _faults.Work, _time, NullLogger.Instance),
            new SystemdNotifier(_ => null, _faults.Work, _time, NullLogger.Instance), _lifetime);
        await _daemon.StartAsync(Loopback.Deadline);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    private string Config => _folder.PathOf("l4balancer.yaml");

    [Test]
    public async Task A_reload_that_meets_a_bug_is_logged_and_the_next_one_reloads()
    {
        // Nothing has changed: the first who asks for the time is the one who notes that it is in force.
        _time.Break();
        _daemon.BeginReload();
        await _faults.SawAsync("reload");
        await File.WriteAllTextAsync(Config, TextOf(2));
        _daemon.BeginReload();
        await Eventually.HoldsAsync(() => _daemon.Config.Pools[0].Backends.Count == 2, () => "the new one is in force");
        Assert.That(_daemon.HasFailed, Is.False);
    }

    [Test]
    public async Task The_process_stops_and_says_that_it_failed_when_it_cannot_serve_any_more()
    {
        await _faults.Work.RunAsync("vital", OnFault.EndProcess, () => throw new InvalidOperationException("a bug"));
        Assert.That((_daemon.HasFailed, _lifetime.IsStopping), Is.EqualTo((true, true)));
    }

    private static string TextOf(int backends) => $$"""
        listeners:
          x:
            bind: 127.0.0.1:0
            health: { type: none }
            backends: [{{string.Join(", ", Enumerable.Range(1, backends).Select(port => $"127.0.0.1:{port}"))}}]
        """;

    /// <summary>Breaks once, for who asks for the time of day.</summary>
    private sealed class FaultyClock : TimeProvider
    {
        private int _isBroken;

        public void Break() => Interlocked.Exchange(ref _isBroken, 1);

        public override DateTimeOffset GetUtcNow() => Interlocked.Exchange(ref _isBroken, 0) == 1
            ? throw new InvalidOperationException("a bug")
            : base.GetUtcNow();
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
