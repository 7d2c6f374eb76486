using System.Net;
using BenchmarkDotNet.Attributes;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// The cost of the access log for the loop that ends a session: <see cref="Observe"/> with the writer running, which
/// drops what it cannot keep up with, <see cref="ObserveSampledOut"/> if a rule excludes the session.
/// </summary>
public class AccessLogObserveBenchmarks
{
    private readonly SessionRecord _record = SampleRecord.Create();
    private AccessLog _log = null!;
    private AccessLog _silent = null!;

    [GlobalSetup]
    public void Start()
    {
        var all = new AccessLogConfig { To = "/dev/null" };
        var none = all with { Sampling = [new AccessLogRule { Listener = "mysql", Keep = 0 }] };
        var background = new BackgroundWork(NullLogger.Instance, TimeProvider.System);
        _log = AccessLog.Create(all, background, TimeProvider.System, NullLogger.Instance);
        _silent = AccessLog.Create(none, background, TimeProvider.System, NullLogger.Instance);
    }

    [Benchmark]
    public void Observe() => _log.Observe(_record);

    [Benchmark]
    public void ObserveSampledOut() => _silent.Observe(_record);

    [GlobalCleanup]
    public async Task Stop()
    {
        await _log.DisposeAsync();
        await _silent.DisposeAsync();
    }
}

/// <summary>The cost of a line for the writer thread, without the write.</summary>
public class AccessLogLineBenchmarks : IDisposable
{
    private readonly SessionRecord _record = SampleRecord.Create();
    private readonly LogBatch _batch = new();

    [Benchmark]
    public void Line()
    {
        if (_batch.IsFull) _batch.Clear();
        _batch.Add(_record, DateTimeOffset.UnixEpoch);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _batch.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A session of a database.</summary>
internal static class SampleRecord
{
    public static SessionRecord Create() => new()
    {
        Id = 0x2af,
        Moment = SessionMoment.End,
        Reason = CloseReason.ClientClosed,
        Age = 1500,
        ConnectMicroseconds = 183,
        Client = new ClientAddress([10, 0, 0, 7], 51234),
        Listener = "mysql",
        Pool = "db",
        Backend = NetAddress.FromIp(IPAddress.Parse("10.0.1.11"), 3306),
        BytesUploaded = 812,
        BytesDownloaded = 90_211,
    };
}
