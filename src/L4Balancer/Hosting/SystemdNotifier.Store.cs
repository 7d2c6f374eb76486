using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using L4Balancer.Background;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Hosting;

/// <content>
/// The descriptor store of systemd, which outlives this process: sd_notify(3), <c>FDSTORE=1</c>.
/// </content>
public sealed partial class SystemdNotifier
{
    /// <summary>Stores descriptors of the same open files. systemd ignores those that it has already.</summary>
    /// <param name="name">ASCII without control characters and colons, at most 255.</param>
    [SupportedOSPlatform("linux")]
    internal void Store(string name, IReadOnlyList<SafeHandle> descriptors)
    {
        // Not polled: a queue whose sender has ended is at its end for poll(2), and would be dropped.
        foreach (var some in descriptors.Chunk(DescriptorMessage.DescriptorsMax))
            Tell($"FDSTORE=1\nFDPOLL=0\nFDNAME={name}", some);
    }

    /// <summary>Closes what is stored by that name.</summary>
    internal void Remove(string name) => Tell($"FDSTOREREMOVE=1\nFDNAME={name}");

    /// <summary>Completes when systemd has handled all messages so far; sd_notify_barrier(3).</summary>
    /// <returns>False if it has not within this time, or if there is no systemd.</returns>
    [SupportedOSPlatform("linux")]
    internal async Task<bool> HasHandledAllAsync(TimeSpan patience)
    {
        if (!IsHere) return false;
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = mine;
        using (other) Tell("BARRIER=1", [other]);
        channel.SetTimeout(patience);
        var isHandled = false;
        await _background.RunAsync("systemd-barrier", OnFault.GoOn, async () =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

            // systemd closes what came with the message.
            isHandled = channel.Receive(new byte[1], []) is { IsSuccess: true, Count: 0 };
        });
        return isHandled;
    }
}
