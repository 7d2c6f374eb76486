using System.Globalization;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>The descriptors that a service manager has passed to this process; sd_listen_fds(3).</summary>
public static class PassedDescriptors
{
    private const int First = 3;

    /// <summary>More than a service manager passes: a wrong number must not close what is not ours.</summary>
    private const int CountMax = 1 << 20;

    /// <summary>Takes them, with their names; once. No program that this process starts gets them.</summary>
    /// <param name="environment">Reads an environment variable; null if it is not set.</param>
    /// <returns>The caller owns the descriptors. Empty if none were passed, or if they are for another process.
    /// </returns>
    public static IReadOnlyList<(string Name, SafeFd Fd)> Take(Func<string, string?> environment)
    {
        if (environment("LISTEN_PID") != string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}")
            || !int.TryParse(environment("LISTEN_FDS"), CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > CountMax) return [];
        var names = environment("LISTEN_FDNAMES")?.Split(':') ?? [];
        var taken = new List<(string, SafeFd)>(count);
        for (var i = 0; i < count; i++)
        {
            if (Unistd.fcntl(First + i, Unistd.F_SETFD, Unistd.FD_CLOEXEC) != 0) continue;
            taken.Add((i < names.Length ? names[i] : "", new SafeFd(First + i)));
        }

        return taken;
    }
}
