using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Control;
using L4Balancer.Discovery;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Discovery;

/// <summary>Host names over time, by a clock that the test moves and a lookup that it answers.</summary>
internal sealed class NameResolverTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Two = IPAddress.Parse("10.0.0.2");

    private readonly ConcurrentQueue<NameResolved> _posted = new();
    private ManualTime _time = null!;
    private NameResolver _resolver = null!;
    private Func<CancellationToken, Task<IPAddress[]>> _answer = null!;
    private int _lookups;

    [SetUp]
    public void Start()
    {
        _posted.Clear();
        (_time, _lookups) = (new ManualTime(), 0);
        _resolver = new NameResolver(Post, _time, NullLogger.Instance, (_, token) =>
        {
            Interlocked.Increment(ref _lookups);
            return _answer(token);
        });
        Answer(One);
    }

    [TearDown]
    public void Stop() => _resolver.Dispose();

    [Test]
    public async Task A_name_is_resolved_at_once_and_a_change_is_told_after_the_interval()
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        Answer(One, Two);
        await NextLookupAsync(Interval);
        await PostedAsync(2);
        Assert.That(_posted.Select(p => p.Addresses), Is.EqualTo(new[] { new[] { One }, [One, Two] }));
    }

    [Test]
    public async Task An_answer_in_another_order_or_with_duplicates_is_no_change()
    {
        Answer(One, Two);
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        Answer(Two, One, Two);
        await NextLookupAsync(Interval);
        await NextLookupAsync(Interval);
        Assert.That(_posted, Has.Count.EqualTo(1));
    }

    [TestCase("fails")]
    [TestCase("is empty")]
    [TestCase("does not come")]
    public async Task After_an_answer_that_is_none_the_last_good_one_stays(string answer)
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        _answer = answer switch
        {
            "fails" => _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain)),
            "is empty" => _ => Task.FromResult<IPAddress[]>([]),
            _ => token => new TaskCompletionSource<IPAddress[]>().Task.WaitAsync(token),
        };
        await NextLookupAsync(Interval);
        if (answer == "does not come") _time.Advance(TimeSpan.FromSeconds(5));
        Answer(Two);
        await NextLookupAsync(Interval);
        await PostedAsync(2);
        Assert.That(_posted.Select(p => p.Addresses.Single()), Is.EqualTo(new[] { One, Two }));
    }

    [Test]
    public async Task A_name_that_was_never_resolved_is_tried_more_often()
    {
        _answer = _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        _resolver.Want(["db"], Interval);
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it waits for the next try");
        Answer(One);
        _time.Advance(TimeSpan.FromSeconds(2));
        await PostedAsync(1);
    }

    [Test]
    public async Task A_name_that_is_not_wanted_any_more_is_not_looked_up()
    {
        _resolver.Want(["db"], Interval);
        await PostedAsync(1);
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it waits for the next try");
        _resolver.Want([], Interval);
        Answer(Two);
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
        Assert.That(_posted.Select(p => (p.HostName, p.Addresses.Single())), Is.All.EqualTo(("db", One)));
    }

    private void Answer(params IPAddress[] addresses) => _answer = _ => Task.FromResult(addresses);

    private ValueTask Post(ControlEvent @event)
    {
        _posted.Enqueue((NameResolved)@event);
        return ValueTask.CompletedTask;
    }

    private Task PostedAsync(int count) =>
        Eventually.HoldsAsync(() => _posted.Count == count, () => $"{count} answers told");

    private async Task NextLookupAsync(TimeSpan after)
    {
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it waits for the next try");
        var before = _lookups;
        _time.Advance(after);
        await Eventually.HoldsAsync(() => _lookups > before, () => "it looks up again");
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it has taken the answer");
    }
}
