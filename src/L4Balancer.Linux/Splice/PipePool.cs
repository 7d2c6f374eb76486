using System.Diagnostics;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Splice;

/// <summary>
/// The pipes of a loop that are currently empty. A direction has one only while bytes are in it, so a loop whose peers
/// keep up uses the same one for all its sessions. One thread.
/// </summary>
public sealed class PipePool : IDisposable
{
    /// <summary>Pipes that are always kept: a loop whose peers keep up uses one.</summary>
    private const int KeptMin = 2;

    /// <summary>The usual number of slow readers; pipes beyond it are closed on return.</summary>
    private const int KeptMax = 64;

    private readonly Stock<KernelPipe> _free;
    private readonly int _capacity;
    private readonly int _capacityMin;
    private readonly int _max;
    private int _count; // All existing pipes, rented or free.

    /// <param name="trimmer">Shrinks the pool after a peak.</param>
    /// <param name="capacity">The requested size of a pipe in bytes.</param>
    /// <param name="capacityMin">A smaller pipe is of no use.</param>
    /// <param name="max">The most pipes at the same time, including rented ones; each has two descriptors.</param>
    public PipePool(StockTrimmer trimmer, int capacity, int capacityMin, int max)
    {
        (_capacity, _capacityMin, _max) = (capacity, capacityMin, max);
        _free = new Stock<KernelPipe>(trimmer, KeptMin, KeptMax, Close);
    }

    /// <summary>Returns an empty pipe; null if none is free and none can be created now.</summary>
    /// <param name="mayMake">False if only an existing pipe will do.</param>
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
    /// Takes a pipe back. A pipe with bytes in it is closed: they would end up in another session's stream.
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
