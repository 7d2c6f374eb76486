using System.Collections.Concurrent;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Discovery;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Discovery;

/// <summary>Host names over time, with a clock moved by the test and lookups answered by it.</summary>
internal sealed class NameResolverTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Two = IPAddress.Parse("10.0.0.2");

    private readonly ConcurrentQueue<ControlEvent> _posted = new();
    private ManualTime _time = null!;
    private FaultLog _faults = null!;
    private NameResolver _resolver = null!;
    private volatile Func<Lookup> _answer = null!;
    private int _lookups;
    private Exception? _postFault;

    [SetUp]
    public void Start()
    {
        _posted.Clear();
        (_time, _lookups) = (new ManualTime(), 0);
        _faults = new FaultLog(_time);
        _resolver = new NameResolver(Post, _faults.Work, _time, _ =>
        {
            Interlocked.Increment(ref _lookups);
            return _answer();
        });
        Answer(One);
    }

    [TearDown]
    public void Stop() => _resolver.Dispose();

    [Test]
    public async Task A_name_is_resolved_at_once_and_again_after_the_interval()
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        Answer(One, Two);
        await NextAsync(Interval, 2);
        Assert.That(
            _posted.Cast<NameResolved>().Select(p => p.Addresses), Is.EqualTo(new[] { new[] { One }, [One, Two] }));
    }

    [TestCase(NameTrouble.NotFound, "no such host (NXDOMAIN)")]
    [TestCase(NameTrouble.NoData, "the name exists but has no address (no data)")]
    [TestCase(NameTrouble.Temporary, "temporary failure: SERVFAIL, or no name server could be reached")]
    public async Task A_failure_is_told_with_its_reason_and_retried_in_2_4_8_and_16_seconds(
        NameTrouble trouble, string cause)
    {
        _answer = () => Lookup.Failed(trouble);
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        foreach (var (pause, count) in new[] { (2, 2), (4, 3), (8, 4), (16, 5), (16, 6) })
            await NextAsync(TimeSpan.FromSeconds(pause), count);
        Assert.That(_posted, Is.All.EqualTo(new NameFailed("db", trouble, cause)));
        Answer(One);
        await NextAsync(TimeSpan.FromSeconds(16), 7);
        await NextAsync(Interval, 8);
        Assert.That(_posted.Last(), Is.InstanceOf<NameResolved>());
    }

    [Test]
    public async Task A_retry_never_waits_longer_than_the_interval()
    {
        _answer = () => Lookup.Failed(NameTrouble.NotFound);
        _resolver.Want(["db"], TimeSpan.FromSeconds(1));
        await PostedAsync(1);
        await NextAsync(TimeSpan.FromSeconds(1), 2);
    }

    [Test]
    public async Task A_lookup_that_throws_is_a_failure_like_any_other()
    {
        _answer = () => throw new InvalidOperationException("broken");
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        Assert.That(_posted.Single(), Is.EqualTo(new NameFailed("db", NameTrouble.Failed, "broken")));
    }

    [Test]
    public async Task A_resolver_that_does_not_answer_is_told_after_5_seconds_and_its_late_answer_still_counts()
    {
        using var release = new ManualResetEventSlim();
        _answer = () =>
        {
            release.Wait();
            return Lookup.Found([One]);
        };
        _resolver.Want(["db"], Interval);
        await WaitsAsync();
        await Eventually.HoldsAsync(() => _lookups == 1, () => "the lookup has begun");
        _time.Advance(NameResolver.LookupTimeout);
        await PostedAsync(1);
        Assert.That(((NameFailed)_posted.Single()).Trouble, Is.EqualTo(NameTrouble.NoAnswer));
        release.Set();
        await PostedAsync(2);
        Assert.That(_posted.Last(), Is.InstanceOf<NameResolved>());
        Assert.That(_lookups, Is.EqualTo(1), "No second lookup ran beside the first.");
    }

    [Test]
    public async Task A_name_that_is_not_wanted_any_more_is_not_looked_up()
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        await WaitsAsync();
        _resolver.Want([], Interval);
        _time.Advance(Interval * 10);
        Assert.That((_lookups, _posted.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_name_that_is_wanted_again_is_told_again()
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        _resolver.Want([], Interval);
        _resolver.Want(["db"], Interval);
        await PostedAsync(2);
        Assert.That(_posted.Cast<NameResolved>().Select(p => p.Addresses.Single()), Is.All.EqualTo(One));
    }

    [Test]
    public async Task Resolving_once_returns_what_was_found_within_its_time()
    {
        using var release = new ManualResetEventSlim();
        _resolver.Dispose();
        _resolver = new NameResolver(Post, _faults.Work, _time, name =>
        {
            if (name == "slow") release.Wait();
            return name == "absent" ? Lookup.Failed(NameTrouble.NotFound) : Lookup.Found([One]);
        });
        var found = _resolver.ResolveOnceAsync(["fast", "slow", "absent"], Interval, CancellationToken.None);
        Assert.That(found.IsCompleted, Is.False);
        _time.Advance(Interval);
        Assert.That((await found.WaitAsync(Loopback.Deadline)).Keys, Is.SubsetOf(new[] { "fast" }));
        release.Set();
    }

    [Test]
    public async Task A_watch_that_meets_a_bug_begins_again()
    {
        _postFault = new InvalidOperationException("a bug");
        _resolver.Want(["db"], Interval);
        await _faults.SawAsync("name-watch");
        await NextAsync(Limits.RestartPauseMin, 1);
        Assert.That(_posted.Single(), Is.InstanceOf<NameResolved>());
        await NextAsync(Interval, 2);
    }

    private void Answer(params IPAddress[] addresses) => _answer = () => Lookup.Found(addresses);

    private ValueTask Post(ControlEvent @event)
    {
        if (Interlocked.Exchange(ref _postFault, null) is { } fault) return ValueTask.FromException(fault);
        _posted.Enqueue(@event);
        return ValueTask.CompletedTask;
    }

    private Task PostedAsync(int count) =>
        Eventually.HoldsAsync(() => _posted.Count == count, () => $"{count} results told");

    private Task WaitsAsync() => Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it waits");

    /// <summary>After an event was posted, the only timer is the pause before the next lookup.</summary>
    private async Task NextAsync(TimeSpan after, int count)
    {
        await WaitsAsync();
        Assert.That(_time.UntilNext, Is.EqualTo(after));
        _time.Advance(after);
        await PostedAsync(count);
    }
}
