using System.Diagnostics;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Splice;

/// <summary>
/// The pipes of a loop that hold nothing now. A direction has one only while bytes are in it, so a loop whose peers
/// keep up uses one and the same for all its sessions. One thread.
/// </summary>
public sealed class PipePool : IDisposable
{
    /// <summary>Pipes that stay in any case: a loop whose peers keep up uses one.</summary>
    private const int KeptMin = 2;

    /// <summary>As many slow readers as are common; pipes beyond it are closed when they come back.</summary>
    private const int KeptMax = 64;

    private readonly Stock<KernelPipe> _free;
    private readonly int _capacity;
    private readonly int _capacityMin;
    private readonly int _max;
    private int _count; // Pipes that are there, rented or free.

    /// <param name="trimmer">Makes the pool shrink after a peak.</param>
    /// <param name="capacity">Bytes of a pipe, as wanted.</param>
    /// <param name="capacityMin">A smaller one is of no use.</param>
    /// <param name="max">Pipes at the same time, rented ones among them; each has two descriptors.</param>
    public PipePool(StockTrimmer trimmer, int capacity, int capacityMin, int max)
    {
        (_capacity, _capacityMin, _max) = (capacity, capacityMin, max);
        _free = new Stock<KernelPipe>(trimmer, KeptMin, KeptMax, Close);
    }

    /// <summary>An empty pipe; null when none is free and none can be made now.</summary>
    /// <param name="mayMake">False when only one that is there already will do.</param>
    public KernelPipe? TryRent(bool mayMake = true)
    {
        if (_free.TryTake(out var free))
        {
            Debug.Assert(free.Held == 0, "A pipe of the pool holds bytes of a session.");
            return free;
        }

        var made = mayMake && _count < _max ? KernelPipe.TryCreate(_capacity, _capacityMin) : null;
        if (made is not null) _count++;
        return made;
    }

    /// <summary>
    /// Takes a pipe back. One with bytes in it is closed: they would come out in the middle of somebody else's.
    /// </summary>
    public void Return(KernelPipe pipe)
    {
        if (pipe.Held == 0) _free.Put(pipe);
        else Close(pipe);
    }

    public void Dispose() => _free.Clear();

    private void Close(KernelPipe pipe)
    {
        pipe.Dispose();
        _count--;
        Debug.Assert(_count >= 0, "A pipe was closed twice.");
    }
}
