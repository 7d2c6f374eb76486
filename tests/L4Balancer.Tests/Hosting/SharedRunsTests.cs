using System.Collections.Concurrent;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

internal sealed class SharedRunsTests
{
    [Test]
    public async Task However_many_ask_one_runs_and_one_waits()
    {
        var (began, goOn) = (new ConcurrentQueue<string>(), new TaskCompletionSource());
        var runs = new SharedRuns<int>(async actors =>
        {
            began.Enqueue(actors);
            await goOn.Task;
            return began.Count;
        });
        var first = runs.RunAsync("first");
        await Eventually.HoldsAsync(() => began.Count == 1, () => "the first run has begun");
        var others = Enumerable.Range(0, 50).Select(i => runs.RunAsync(i % 2 == 0 ? "SIGHUP" : "operator")).ToList();
        Assert.That(first.IsCompleted, Is.False);
        goOn.SetResult();
        await first;
        Assert.That(await Task.WhenAll(others), Is.All.EqualTo(2));
        Assert.That(began, Is.EqualTo(new[] { "first", "SIGHUP, operator" }));
    }

    [Test]
    public async Task A_run_that_fails_fails_for_those_who_asked_for_it_and_the_next_one_runs()
    {
        var isToFail = true;
        var runs = new SharedRuns<int>(_ => isToFail ? throw new IOException("no") : Task.FromResult(7));
        Assert.That(async () => await runs.RunAsync("one"), Throws.TypeOf<IOException>());
        isToFail = false;
        Assert.That(await runs.RunAsync("two"), Is.EqualTo(7));
    }
}
