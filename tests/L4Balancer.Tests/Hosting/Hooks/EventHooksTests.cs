using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting.Hooks;

/// <summary>Which events run a hook, how many at a time, and what a reload changes.</summary>
internal sealed class EventHooksTests
{
    [Test]
    public async Task Only_the_chosen_events_of_the_chosen_pools_run_it()
    {
        await using var bench = new HookBench(
            HookBench.Shell("echo") with { On = [HookEvent.BackendDown, HookEvent.Reloaded], Pools = ["cache"] });
        bench.Report("backend-up");
        bench.Report("backend-down", "web");
        bench.Report("reloaded", null);
        bench.Report("backend-down", "cache");
        await bench.EndedAsync(1);
        Assert.That(await bench.LogsAsync("succeeded"), Does.Contain("event 4"));
    }

    [Test]
    public async Task Events_of_a_hook_are_run_one_after_another_in_their_order()
    {
        await using var bench = new HookBench();
        var file = bench.Folder.PathOf("order");
        bench.Hooks.Change(
            [HookBench.Shell($"echo begin $L4BALANCER_EVENT_ID >>{file}; echo end $L4BALANCER_EVENT_ID >>{file}")]);
        for (var i = 0; i < 5; i++) bench.Report();
        await bench.EndedAsync(5);
        Assert.That(
            await File.ReadAllLinesAsync(file),
            Is.EqualTo(Enumerable.Range(1, 5).SelectMany(i => new[] { $"begin {i}", $"end {i}" })));
    }

    [Test]
    public async Task So_many_run_at_once_of_one_hook_and_of_all_and_none_starves_another()
    {
        await using var bench = new HookBench();
        var gate = bench.Folder.PathOf("gate");
        var waits = HookBench.Shell($"while [ ! -e {gate} ]; do sleep 0.05; done");
        bench.Hooks.Change(
        [
            waits with { Name = "a", MaxRunning = Limits.HooksRunningMax },
            waits with { Name = "b", MaxRunning = 3 },
        ]);
        for (var i = 0; i < 20; i++) bench.Report();
        int[] Running() => [.. bench.Hooks.Snapshots.Select(hook => hook.Running)];
        Assert.That(Running().Sum(), Is.EqualTo(Limits.HooksRunningMax));
        Assert.That(Running()[1], Is.InRange(1, 3));
        await File.WriteAllTextAsync(gate, "");
        await Eventually.HoldsAsync(
            () => bench.Hooks.Snapshots.All(hook => hook is { Runs: 20, Running: 0, Failures: 0 }),
            () => string.Join(' ', bench.Hooks.Snapshots));
    }

    [Test]
    public async Task What_does_not_fit_into_the_queue_is_dropped_counted_and_logged()
    {
        await using var bench = new HookBench();
        bench.Hooks.Change([HookBench.Shell("exec sleep 600") with { Timeout = TimeSpan.FromHours(1) }]);
        for (var i = 0; i < 1 + Limits.HookQueueMax + 7; i++) bench.Report();
        var hook = bench.Snapshot();
        Assert.That((hook.Running, hook.Waiting, hook.Dropped), Is.EqualTo((1, Limits.HookQueueMax, 7L)));
        Assert.That(await bench.LogsAsync("too slow"), Does.StartWith(
            $"Warning: Hook h is too slow: {Limits.HookQueueMax} events wait for it, and 1 were dropped so far"));
    }

    [Test]
    public async Task A_reload_changes_a_hook_and_keeps_what_waits_and_its_counts()
    {
        await using var bench = new HookBench();
        var gate = bench.Folder.PathOf("gate");
        bench.Hooks.Change([HookBench.Shell($"while [ ! -e {gate} ]; do sleep 0.05; done; echo old")]);
        bench.Report();
        bench.Report();
        bench.Hooks.Change([HookBench.Shell("echo new", HookEvent.BackendUp)]);
        bench.Report();
        await File.WriteAllTextAsync(gate, "");
        await bench.EndedAsync(2);
        Assert.That(bench.Lines.Select(line => line[^5..]), Is.EqualTo(new[] { "\"old\"", "\"new\"" }));
        bench.Report("backend-up");
        await bench.EndedAsync(3);
    }

    [Test]
    public async Task A_hook_that_is_gone_runs_nothing_that_waited()
    {
        await using var bench = new HookBench();
        var gate = bench.Folder.PathOf("gate");
        bench.Hooks.Change([HookBench.Shell($"while [ ! -e {gate} ]; do sleep 0.05; done; echo old")]);
        for (var i = 0; i < 3; i++) bench.Report();
        bench.Hooks.Change([HookBench.Shell("echo other") with { Name = "other" }]);
        Assert.That(bench.Hooks.Snapshots.Select(hook => hook.Name), Is.EqualTo(new[] { "other" }));
        await File.WriteAllTextAsync(gate, "");
        bench.Report();
        await bench.LogsAsync("\"old\"");
        await bench.LogsAsync("\"other\"");
        Assert.That(bench.Lines, Has.Length.EqualTo(2));
    }
}
