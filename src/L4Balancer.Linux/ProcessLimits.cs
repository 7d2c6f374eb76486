using System.ComponentModel;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>What the kernel lets this process have, getrlimit(2).</summary>
public static class ProcessLimits
{
    /// <summary>
    /// How many file descriptors the process may have open. The .NET runtime raises the soft limit to the hard one when
    /// it starts, so the two are the same unless somebody lowered it since.
    /// </summary>
    /// <exception cref="Win32Exception">A sandbox forbids the question.</exception>
    public static unsafe OpenFileLimits OpenFiles()
    {
        Rlimit limit;
        SysResult.From(SysResource.getrlimit(SysResource.RLIMIT_NOFILE, &limit)).OrThrow(nameof(SysResource.getrlimit));
        return new OpenFileLimits(limit.rlim_cur, limit.rlim_max);
    }
}

/// <summary>Open file descriptors of a process: opening one more than <see cref="Soft"/> fails with EMFILE.</summary>
/// <param name="Soft">In force now; <see cref="ulong.MaxValue"/> is no limit.</param>
/// <param name="Hard">The most that <paramref name="Soft"/> may be raised to without privileges.</param>
public readonly record struct OpenFileLimits(ulong Soft, ulong Hard);
