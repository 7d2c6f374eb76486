namespace L4Balancer.Tests.Support;

/// <summary>Waits for a condition that other threads or processes establish and that cannot be awaited.</summary>
internal static class Eventually
{
    /// <exception cref="AssertionException">The condition was not met in time.</exception>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> what, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (patience ?? Loopback.Patience))
                Assert.Fail($"Did not happen in time: {what()}");
            await Task.Delay(5);
        }
    }

    /// <summary>Polls, and returns the first value for which <paramref name="isReached"/> holds.</summary>
    /// <exception cref="TimeoutException">There was none in time; the message has the last value.</exception>
    public static async Task<T> GetAsync<T>(string what, TimeSpan within, Func<Task<T>> look, Func<T, bool> isReached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isReached(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(began) > within)
                throw new TimeoutException($"Not within {within}: {what}. Last seen: {seen}");
            await Task.Delay(20);
        }
    }
}
