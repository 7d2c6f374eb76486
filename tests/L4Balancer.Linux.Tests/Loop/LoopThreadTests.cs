using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

internal sealed class LoopThreadTests
{
    [Test]
    public void Allowed_cores_are_those_that_the_kernel_tells_of_the_process()
    {
        const string Label = "Cpus_allowed_list:";
        var line = File.ReadLines("/proc/thread-self/status")
            .Single(l => l.StartsWith(Label, StringComparison.Ordinal));
        var cores = line[Label.Length..].Split(',').SelectMany(Range);
        Assert.That(LoopThread.AllowedCores(), Is.EqualTo(cores));
    }

    [Test]
    public void Pinned_thread_has_one_core_and_others_keep_theirs()
    {
        var before = LoopThread.AllowedCores();
        IReadOnlyList<int> pinned = [];
        OnThread(() =>
        {
            LoopThread.PinTo(before[^1]).OrThrow("sched_setaffinity");
            pinned = LoopThread.AllowedCores();
        });
        Assert.That(pinned, Is.EqualTo([before[^1]]));
        Assert.That(LoopThread.AllowedCores(), Is.EqualTo(before));
    }

    [Test]
    public void Core_that_is_not_there_is_an_errno()
    {
        var result = default(SysResult);
        OnThread(() => result = LoopThread.PinTo(8191));
        Assert.That(result.Errno, Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Number_that_no_core_can_have_is_refused([Values(-1, 8192, int.MinValue, int.MaxValue)] int core) =>
        Assert.That(() => LoopThread.PinTo(core), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static IEnumerable<int> Range(string text)
    {
        var ends = text.Split('-').Select(int.Parse).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    private static void OnThread(Action work)
    {
        var thread = new Thread(() => work());
        thread.Start();
        thread.Join();
    }
}
