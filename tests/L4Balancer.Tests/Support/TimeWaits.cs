using System.Globalization;

namespace L4Balancer.Tests.Support;

/// <summary>Counts the connections to a port of 127.0.0.1 in TIME_WAIT, from the kernel's table.</summary>
internal static class TimeWaits
{
    private const string TimeWait = "06";

    /// <returns>Those kept by the client's side, and by the server's.</returns>
    public static (int Here, int There) Of(int port)
    {
        var (here, there) = (0, 0);
        foreach (var line in File.ReadLines("/proc/net/tcp").Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[3] != TimeWait) continue;
            if (PortOf(words[2]) == port) here++;
            if (PortOf(words[1]) == port) there++;
        }

        return (here, there);
    }

    /// <summary>
    /// Requires one connection, or fewer, for each of so many probes. If both sides end one at the same time, both keep
    /// it (RFC 9293, 3.6). A few more are of the test itself.
    /// </summary>
    public static void RequireAtMost(int probes, int port, (int Here, int There) before)
    {
        var after = Of(port);
        var (here, there) = (after.Here - before.Here, after.There - before.There);
        TestContext.Out.WriteLine($"TIME_WAIT: {here} here, {there} there");
        Assert.That(Math.Max(here, there), Is.LessThanOrEqualTo(probes + 10));
    }

    private static int PortOf(string address) =>
        int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
