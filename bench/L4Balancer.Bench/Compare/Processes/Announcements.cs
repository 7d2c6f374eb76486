using System.Net;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>Programs that let the kernel choose a port and print it.</summary>
internal static class Announcements
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="addressIn">Returns the address in a line, or null.</param>
    /// <returns>Null if the program ended, or did not print an address in time.</returns>
    public static async Task<IPEndPoint?> AddressAsync(
        OwnedProcess process, Func<string, IPEndPoint?> addressIn, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while (!process.HasExited && DateTime.UtcNow < until)
        {
            if (process.Lines.Select(addressIn).FirstOrDefault(a => a is not null) is { } address) return address;
            await Task.Delay(Pause, stop);
        }

        return null;
    }
}
