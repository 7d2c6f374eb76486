using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The log as the engines and a reload see it.</summary>
[NonParallelizable]
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class AccessLogTests
{
    private const int Threads = 4;
    private const int PerThread = 20_000;

    private TempFolder _folder = null!;
    private LogLines _messages = null!;

    private string File => _folder.PathOf("access.log");

    [SetUp]
    public void Begin() => (_folder, _messages) = (new TempFolder(), new LogLines());

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task It_accepts_the_configured_events_only()
    {
        await using var log = Create(null);
        Assert.That(Wants(log), Is.EqualTo((false, false, false)));
        log.Change(new AccessLogConfig { To = File });
        Assert.That(Wants(log), Is.EqualTo((false, false, true)));
        Assert.That(log.RunningInterval, Is.Zero);
        log.Change(new AccessLogConfig { To = File, Open = true, Interval = TimeSpan.FromSeconds(60) });
        Assert.That(Wants(log), Is.EqualTo((true, true, true)));
        Assert.That(log.RunningInterval, Is.EqualTo(60_000));
        log.Change(null);
        Assert.That(Wants(log), Is.EqualTo((false, false, false)));
        Assert.That(log.RunningInterval, Is.Zero);
    }

    [Test]
    public async Task Unwanted_events_are_not_written()
    {
        var log = Create(new AccessLogConfig { To = File });
        log.Observe(Records.Running(1));
        log.Observe(Records.Ended(2));
        await log.DisposeAsync();
        log.Observe(Records.Ended(3));
        Assert.That(Ids(File), Is.EqualTo(new ulong[] { 2 }));
        Assert.That((log.Written, log.Dropped), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public async Task Every_record_of_many_threads_is_written_once_or_counted_as_dropped()
    {
        var log = Create(new AccessLogConfig { To = File });
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
        {
            for (var i = 0UL; i < PerThread; i++) log.Observe(Records.Ended(((ulong)thread << 32) | i));
        });
        await log.DisposeAsync();
        var ids = Ids(File);
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Has.Length.EqualTo(log.Written));
        Assert.That(log.Written + log.Dropped, Is.EqualTo(Threads * PerThread));
        foreach (var ofThread in ids.GroupBy(id => id >> 32)) Assert.That(ofThread, Is.Ordered);
    }

    [Test]
    public async Task A_reload_to_another_file_loses_no_line()
    {
        var log = Create(new AccessLogConfig { To = File });
        for (var id = 0UL; id < 1000; id++)
        {
            log.Observe(Records.Ended(id));
            if (id % 100 == 50) log.Change(new AccessLogConfig { To = File + (id / 100) });
        }

        await log.DisposeAsync();
        var ids = Directory.GetFiles(_folder.Path).SelectMany(Ids).Order();
        Assert.That(ids, Is.EqualTo(Enumerable.Range(0, 1000).Select(id => (ulong)id)));
    }

    [Test]
    public async Task Turned_off_and_on_again_it_continues()
    {
        var log = Create(new AccessLogConfig { To = File });
        log.Observe(Records.Ended(1));
        log.Change(null);
        log.Observe(Records.Ended(2));
        log.Change(new AccessLogConfig { To = File });
        log.Observe(Records.Ended(3));
        await log.DisposeAsync();
        Assert.That(Ids(File), Is.EqualTo(new ulong[] { 1, 3 }));
    }

    [Test]
    public async Task A_reload_changes_the_sampling()
    {
        var log = Create(new AccessLogConfig { To = File, Sampling = [new AccessLogRule { Keep = 0 }] });
        log.Observe(Records.Ended(1));
        log.Change(new AccessLogConfig { To = File });
        log.Observe(Records.Ended(2));
        await log.DisposeAsync();
        Assert.That(Ids(File), Is.EqualTo(new ulong[] { 2 }));
    }

    [Test]
    public async Task Disposing_twice_or_changing_afterwards_is_harmless()
    {
        var log = Create(new AccessLogConfig { To = File });
        await log.DisposeAsync();
        log.Change(new AccessLogConfig { To = File });
        log.Reopen();
        await log.DisposeAsync();
        Assert.That(log.Wants(SessionMoment.End), Is.False);
    }

    /// <summary>On this thread: the writer has its own, and is no part of a loop.</summary>
    [Test]
    public async Task Observing_allocates_nothing()
    {
        await using var log = Create(new AccessLogConfig
        {
            To = File,
            Sampling = [new AccessLogRule { Listener = "other", Keep = 0 }, new AccessLogRule { Keep = 0.5 }],
        });
        var record = Records.Ended(1);
        var bytes = Allocated.ByThread(() =>
        {
            for (var i = 0UL; i < 100_000; i++) log.Observe(record with { Id = i });
        });
        Assert.That(bytes, Is.Zero);
        Assert.That(log.Written + log.Dropped, Is.GreaterThan(0));
    }

    private AccessLog Create(AccessLogConfig? config) =>
        AccessLog.Create(
            config, FaultLog.Unread, TimeProvider.System, _messages, AppendFile.Open);

    private static (bool Open, bool Running, bool End) Wants(AccessLog log) =>
        (log.Wants(SessionMoment.Open), log.Wants(SessionMoment.Running), log.Wants(SessionMoment.End));

    private static ulong[] Ids(string file) =>
        [.. System.IO.File.ReadLines(file).Select(Records.Parse).Where(line => !line.IsDropped()).Select(l => l.Id())];
}
