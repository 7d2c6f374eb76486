using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Publishing;

/// <summary>The published file: that it is one, that it runs, and the numbers that docs/install.md states.</summary>
[NonParallelizable]
[Platform("Linux")]
internal sealed class PublishedFileTests
{
    private const int Starts = 15;
    private const double MegabytesMax = 130;

    /// <summary>
    /// Far above what is stated: a busy machine must not fail the test, a start that waits for something must.
    /// </summary>
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(3);

    [Test]
    public async Task Publishing_produces_one_file_of_a_known_size()
    {
        var file = new FileInfo(await PublishedDaemon.PathAsync);
        var megabytes = file.Length / 1e6;
        await TestContext.Out.WriteLineAsync($"{megabytes:F0} MB");
        Assert.That(file.Directory!.EnumerateFileSystemInfos().Select(entry => entry.Name), Is.EqualTo([file.Name]));
        Assert.That(megabytes, Is.LessThan(MegabytesMax));
    }

    [Test]
    public async Task File_needs_nothing_of_the_environment()
    {
        var shown = await Command.RunAsync("env", "--ignore-environment", await PublishedDaemon.PathAsync, "--version");
        Assert.That(shown.OrThrow().Text, Does.Match(@"^\d+\.\d+\.\d+"));
    }

    [Test]
    public async Task Daemon_is_ready_and_serves_soon_after_its_start()
    {
        using var start = new MeasuredStart(await PublishedDaemon.PathAsync);
        var ready = new List<TimeSpan>();
        var served = new List<TimeSpan>();
        for (var i = 0; i < Starts; i++)
        {
            var (toReady, toServed) = await start.RunAsync();
            ready.Add(toReady);
            served.Add(toServed);
        }

        await TestContext.Out.WriteLineAsync(
            $"Medians of {Starts} starts: ready after {Median(ready).TotalMilliseconds:F0} ms, "
            + $"first session served after {Median(served).TotalMilliseconds:F0} ms");
        Assert.That(Median(served), Is.LessThan(StartMax));
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Starts / 2);
}
