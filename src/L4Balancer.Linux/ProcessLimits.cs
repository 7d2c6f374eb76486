using System.ComponentModel;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>The kernel's resource limits for this process, getrlimit(2).</summary>
public static class ProcessLimits
{
    /// <summary>
    /// How many file descriptors the process may have open. The .NET runtime raises the soft limit to the hard one at
    /// startup, so the two are equal unless the soft limit was lowered since.
    /// </summary>
    /// <exception cref="Win32Exception">A sandbox forbids the call.</exception>
    public static unsafe OpenFileLimits OpenFiles()
    {
        Rlimit limit;
        SysResult.From(SysResource.getrlimit(SysResource.RLIMIT_NOFILE, &limit)).OrThrow(nameof(SysResource.getrlimit));
        return new OpenFileLimits(limit.rlim_cur, limit.rlim_max);
    }
}

/// <summary>Open file descriptors of a process: opening one more than <see cref="Soft"/> fails with EMFILE.</summary>
/// <param name="Soft">The limit in force; <see cref="ulong.MaxValue"/> means no limit.</param>
/// <param name="Hard">The highest value that <paramref name="Soft"/> may be raised to without privileges.</param>
public readonly record struct OpenFileLimits(ulong Soft, ulong Hard);
