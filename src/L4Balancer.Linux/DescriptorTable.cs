using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>The kernel's table of the descriptors of this process.</summary>
public static class DescriptorTable
{
    /// <summary>
    /// Makes room ahead. The table doubles as it fills, and in a process with threads each time waits until no other
    /// core reads the old one (synchronize_rcu in the kernel): on the way to 16,000 descriptors 70 ms altogether, in
    /// which nothing else was to be waited for. More room than the limit allows is not made.
    /// </summary>
    /// <param name="count">Descriptors, including those that are open.</param>
    public static void Reserve(int count)
    {
        var any = SysResult.From(SysEpoll.eventfd(0, SysEpoll.EFD_CLOEXEC));
        if (!any.IsSuccess) return;
        using var owner = new SafeFd(any.Count);
        var made = SysResult.From(Unistd.fcntl(owner.Number, Unistd.F_DUPFD_CLOEXEC, count));
        if (made.IsSuccess) _ = Unistd.close(made.Count);
    }
}
