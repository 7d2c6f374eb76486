using System.Globalization;

namespace L4Balancer.Tests.Support;

/// <summary>How many sessions of real servers an upgrade is tested with.</summary>
internal static class UpgradeSessions
{
    /// <summary>The long form: L4BALANCER_UPGRADE_SESSIONS=200.</summary>
    public static int Count { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("L4BALANCER_UPGRADE_SESSIONS"), CultureInfo.InvariantCulture, out var count)
        ? count : 20;

    /// <summary>The same for every session, at the same time.</summary>
    public static Task<T[]> EachAsync<T>(Func<int, Task<T>> make) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(make));
}
