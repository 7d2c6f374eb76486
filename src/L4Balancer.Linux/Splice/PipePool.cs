namespace L4Balancer.Linux.Splice;

/// <summary>
/// The pipes of a loop that hold nothing now. A direction has one only while bytes are in it, so a loop whose peers
/// keep up uses one and the same for all its sessions. One thread.
/// </summary>
/// <param name="capacity">Bytes of a pipe, as wanted.</param>
/// <param name="capacityMin">A smaller one is of no use.</param>
/// <param name="max">Pipes at the same time, rented ones among them; each has two descriptors.</param>
public sealed class PipePool(int capacity, int capacityMin, int max) : IDisposable
{
    /// <summary>As many slow readers as are common; pipes beyond it are closed when they come back.</summary>
    private const int KeptMax = 64;

    private readonly Stack<KernelPipe> _free = new();
    private int _count;

    /// <summary>An empty pipe; null when none is free and none can be made now.</summary>
    /// <param name="mayMake">False when only one that is there already will do.</param>
    public KernelPipe? TryRent(bool mayMake = true)
    {
        if (_free.TryPop(out var free)) return free;
        var made = mayMake && _count < max ? KernelPipe.TryCreate(capacity, capacityMin) : null;
        if (made is not null) _count++;
        return made;
    }

    /// <summary>
    /// Takes a pipe back. One with bytes in it is closed: they would come out in the middle of somebody else's.
    /// </summary>
    public void Return(KernelPipe pipe)
    {
        if (pipe.Held == 0 && _free.Count < KeptMax)
        {
            _free.Push(pipe);
            return;
        }

        pipe.Dispose();
        _count--;
    }

    public void Dispose()
    {
        while (_free.TryPop(out var pipe)) pipe.Dispose();
    }
}
