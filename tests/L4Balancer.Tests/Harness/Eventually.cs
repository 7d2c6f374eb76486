using System.Diagnostics;

namespace L4Balancer.Tests.Harness;

/// <summary>Waits for what another process does, by looking often until it is so or the time is up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Gives the first value for which <paramref name="isReached"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not come; the message has the last value seen.</exception>
    public static async Task<T> GetAsync<T>(string what, TimeSpan within, Func<Task<T>> look, Func<T, bool> isReached)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isReached(seen)) return seen;
            if (Stopwatch.GetElapsedTime(begin) > within)
                throw new TimeoutException($"Not within {within}: {what}. Last seen: {seen}");
            await Task.Delay(Pause);
        }
    }
}
