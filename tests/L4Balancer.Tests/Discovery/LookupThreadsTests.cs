using System.Collections.Concurrent;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Discovery;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Discovery;

/// <summary>Lookups that block their thread, like getaddrinfo(3).</summary>
internal sealed class LookupThreadsTests
{
    private readonly ConcurrentDictionary<string, bool> _running = new();
    private ManualResetEventSlim _release = null!;
    private LookupThreads _threads = null!;

    [SetUp]
    public void Start()
    {
        _running.Clear();
        _release = new ManualResetEventSlim();
        _threads = new LookupThreads(name =>
        {
            _running[name] = Thread.CurrentThread.IsThreadPoolThread;
            if (name.StartsWith("dead", StringComparison.Ordinal)) _release.Wait();
            _running.TryRemove(name, out _);
            return Lookup.Found([IPAddress.Loopback]);
        }, FaultLog.Unread);
    }

    [TearDown]
    public void Stop()
    {
        _release.Set();
        _threads.Dispose();
        _release.Dispose();
    }

    [Test]
    public async Task Lookups_run_on_so_many_threads_at_most_and_never_on_the_pool()
    {
        var jobs = Dead(200, isFailing: false);
        await RunningAsync(Limits.LookupThreadsMax);
        Assert.That(_running.Values, Is.All.False, "None of them is a thread of the pool.");
        _release.Set();
        await Task.WhenAll(jobs.Select(job => job.Done.Task)).WaitAsync(Loopback.Deadline);
    }

    [Test]
    public async Task Names_that_failed_leave_half_of_the_threads_to_others()
    {
        Dead(200, isFailing: true);
        await RunningAsync(Limits.LookupThreadsMax / 2);
        for (var i = 0; i < 100; i++)
        {
            var live = _threads.Begin($"live{i}", isFailing: false);
            var found = await live.Done.Task.WaitAsync(Loopback.Deadline);
            Assert.That(found.Addresses, Is.EqualTo(new[] { IPAddress.Loopback }));
        }

        Assert.That(_running, Has.Count.EqualTo(Limits.LookupThreadsMax / 2));
    }

    [Test]
    public async Task A_lookup_of_a_name_that_runs_already_is_joined()
    {
        var first = _threads.Begin("dead", isFailing: false);
        await first.HasBegun.Task.WaitAsync(Loopback.Deadline);
        Assert.That(_threads.Begin("dead", isFailing: true), Is.SameAs(first));
        _release.Set();
        await first.Done.Task.WaitAsync(Loopback.Deadline);
        Assert.That(_threads.Begin("dead", isFailing: false), Is.Not.SameAs(first));
    }

    private LookupJob[] Dead(int count, bool isFailing) =>
        [.. Enumerable.Range(0, count).Select(i => _threads.Begin($"dead{i}", isFailing))];

    private Task RunningAsync(int count) =>
        Eventually.HoldsAsync(() => _running.Count == count, () => $"{count} lookups run, not {_running.Count}");
}
