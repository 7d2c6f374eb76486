using System.Net;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>Programs that bind a port of the kernel's choice and write which one it is.</summary>
internal static class Announcements
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="addressIn">The address in a line, null when the line tells none.</param>
    /// <returns>Null when the program ended, or said nothing of the kind in time.</returns>
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
