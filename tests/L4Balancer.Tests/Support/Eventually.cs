namespace L4Balancer.Tests.Support;

/// <summary>Waits for a condition that other threads or processes bring about and cannot be awaited.</summary>
internal static class Eventually
{
    /// <exception cref="AssertionException">It did not come to hold in time.</exception>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> what, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (patience ?? Loopback.Patience)) Assert.Fail($"Did not happen in time: {what()}");
            await Task.Delay(5);
        }
    }
}
