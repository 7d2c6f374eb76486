using L4Balancer.Core;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Sockets;

/// <summary>
/// Keeps file descriptors free for the runtime: .NET creates a pipe for every thread that it starts, and ends the
/// process if it cannot. It can start threads at any time, so there must be room before anything fails: code that gets
/// a descriptor near the limit calls <see cref="Note"/>. Then the process is short: the reserved ones are released,
/// and uses that can wait, or do without, take none before the reserve is restored. Any thread.
/// </summary>
public sealed class SpareDescriptors(DescriptorBudget budget) : IDisposable
{
    private readonly Lock _sync = new();
    private readonly Stack<SafeFileHandle> _held = new(Limits.SpareDescriptors + Limits.DescriptorHeadroom);
    private volatile bool _areHeld;

    public DescriptorBudget Budget { get; } = budget;

    /// <summary>False while the process is short of descriptors.</summary>
    public bool AreHeld => _areHeld || OperatingSystem.IsWindows();

    /// <summary>Returns true if the reserve is held, or could be restored now.</summary>
    public bool TryHold() => AreHeld || TryTake();

    /// <summary>Notes the number of a descriptor that was just created.</summary>
    public void Note(nint descriptor)
    {
        if (descriptor >= Budget.Ceiling && _areHeld) LetGo();
    }

    /// <summary>The process has run out.</summary>
    public void LetGo()
    {
        lock (_sync) CloseDownTo(0);
    }

    public void Dispose() => LetGo();

    /// <summary>
    /// There must also be room for a few sessions, or the next accept would run out at once.
    /// </summary>
    private bool TryTake()
    {
        lock (_sync)
        {
            if (_areHeld) return true;
            var isRoom = true;
            while (isRoom && _held.Count < Limits.SpareDescriptors + Limits.DescriptorHeadroom) isRoom = TryTakeOne();
            CloseDownTo(isRoom ? Limits.SpareDescriptors : 0);
            return isRoom;
        }
    }

    private bool TryTakeOne()
    {
        try
        {
            var handle = File.OpenHandle("/dev/null", share: FileShare.ReadWrite);
            _held.Push(handle);
            return handle.DangerousGetHandle() < Budget.Ceiling;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void CloseDownTo(int count)
    {
        while (_held.Count > count) _held.Pop().Dispose();
        _areHeld = count > 0;
    }
}
