using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Loop;

/// <summary>The cores on which the calling thread may run, sched_setaffinity(2).</summary>
public static unsafe class LoopThread
{
    private const int MaskBytes = 1024;

    /// <summary>The numbers of the cores that the process may use, ascending.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        SysResult.From(Unistd.sched_getaffinity(0, MaskBytes, mask)).OrThrow(nameof(Unistd.sched_getaffinity));
        var cores = new List<int>();
        for (var core = 0; core < MaskBytes * 8; core++)
        {
            if ((mask[core / 8] & (1 << (core % 8))) != 0) cores.Add(core);
        }

        return cores;
    }

    /// <summary>Pins the calling thread to one core; EINVAL if the process may not use it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No kernel has a core with this number.</exception>
    public static SysResult PinTo(int core)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(core);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(core, MaskBytes * 8);
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        return SysResult.From(Unistd.sched_setaffinity(0, MaskBytes, mask));
    }
}
