using System.Threading.Channels;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>One backend, probed as a configuration says, with the files that it names.</summary>
internal sealed class TriedProbe : IDisposable
{
    private readonly Channel<ProbeEnded> _ended = Channel.CreateUnbounded<ProbeEnded>();
    private readonly FaultLog _faults;
    private readonly HealthConfig _health;
    private readonly ManagedProbes _runner;
    private readonly IScheduledProbe _probe;

    /// <param name="time">Null is the time of the system.</param>
    public TriedProbe(HealthConfig health, NetAddress address, TimeSpan? timeout = null, TimeProvider? time = null)
    {
        _health = health;
        _faults = new FaultLog(time ?? TimeProvider.System);
        Services = RunningProbes.Services(ended => _ended.Writer.WriteAsync((ProbeEnded)ended), _faults, time) with
        {
            Log = Log,
        };
        ReadFiles();
        _runner = new ManagedProbes(Services);
        var pool = new PoolConfig { Name = "pool", Backends = [], Health = health };
        _probe = _runner.Add(ProbeTarget.OfHealth(pool, address)!, timeout ?? Loopback.Patience);
    }

    public ProbeServices Services { get; }

    public NotedLog Log { get; } = new();

    /// <summary>The outcome of one probe.</summary>
    public static async Task<ProbeOutcome> OnceAsync(
        HealthConfig health, NetAddress address, TimeSpan? timeout = null)
    {
        using var probe = new TriedProbe(health, address, timeout);
        return await probe.RunAsync();
    }

    /// <summary>As a reload does.</summary>
    public void ReadFiles()
    {
        var reader = new ProbeFilesReader(hasCredentials: true);
        var files = reader.Read(new BalancerConfig
        {
            Pools = [new PoolConfig { Name = "tried", Backends = [], Health = _health }],
        });
        Assert.That(reader.Errors, Is.Empty);
        Services.Secrets.Use(files);
    }

    /// <summary>Probes; the outcome has no duration.</summary>
    public async Task<ProbeOutcome> RunAsync()
    {
        _probe.RunAfter(TimeSpan.Zero);
        try
        {
            return (await _ended.Reader.ReadAsync(Loopback.Deadline)).Outcome with { Duration = TimeSpan.Zero };
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No outcome. {string.Join('\n', _faults.Lines)}", e);
        }
    }

    public void Dispose() => _runner.Dispose();
}
