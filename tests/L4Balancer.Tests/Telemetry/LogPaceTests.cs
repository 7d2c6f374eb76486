using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry;

/// <summary>A lasting shortage is said and not shouted.</summary>
internal sealed class LogPaceTests
{
    [Test]
    public void One_line_passes_per_interval()
    {
        var time = new ManualTime();
        var pace = new LogPace(time, TimeSpan.FromSeconds(10));
        var passed = new List<bool>();
        foreach (var pause in new[] { 0, 0, 9, 1, 5, 5, 100 })
        {
            time.Advance(TimeSpan.FromSeconds(pause));
            passed.Add(pace.MayLog());
        }

        Assert.That(passed, Is.EqualTo(new[] { true, false, false, true, false, true, true }));
    }

    [Test]
    public void One_of_many_threads_passes()
    {
        var pace = new LogPace(new ManualTime(), TimeSpan.FromSeconds(10));
        var passed = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (pace.MayLog()) Interlocked.Increment(ref passed);
        });
        Assert.That(passed, Is.EqualTo(1));
    }
}
