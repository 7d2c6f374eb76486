using System.Buffers;
using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <content>The initial bytes of a direction, and how its state is taken out and put back.</content>
internal sealed partial class RelayDirection
{
    private ReadOnlyMemory<byte> _first; // Sent before the bytes in the pipe. Draining loop, once it runs.
    private int _uncounted;

    /// <summary>Starts with bytes that the target gets before anything else; before it runs.</summary>
    /// <param name="header">Not counted as bytes of the source.</param>
    /// <param name="preread">Bytes read from the source earlier, and counted as bytes of the source.</param>
    public void Seed(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> preread)
    {
        var count = header.Length + preread.Length;
        Invariant.Require(count <= Limits.HeldBytesMax, $"A direction is to begin with {count} bytes.");
        (_first, _uncounted, _bytes) = (Together(header, preread), header.Length, preread.Length);
    }

    /// <summary>Continues where another direction was taken out; before it runs.</summary>
    public void PutBack(DirectionState state)
    {
        Invariant.Require(
            state.Held.Length <= Limits.HeldBytesMax, $"A direction is to begin with {state.Held.Length} bytes.");
        (_first, _uncounted, _bytes, IsEnded) = (state.Held, state.Uncounted, state.Bytes, state.IsEnded);
        _sent = state.Bytes + state.Uncounted - state.Held.Length;
        if (state.SourceEnd is { } end) (_fillEnd, _hasSourceEnded) = (end, true);
    }

    /// <summary>Everything it holds, for another direction to continue with; after both loops have stopped.</summary>
    public DirectionState TakeOut() => new()
    {
        Held = IsEnded ? default : ReadHeld(),
        Bytes = _bytes,
        Uncounted = _uncounted,
        SourceEnd = _hasSourceEnded && !IsEnded ? _fillEnd : null,
        IsEnded = IsEnded,
    };

    private byte[] ReadHeld()
    {
        // A flush that was stopped before it began has left the last bytes outside the pipe: the end takes them in.
        pipe.Writer.Complete();
        var isRead = pipe.Reader.TryRead(out var left);
        Debug.Assert(isRead, "A pipe that has ended has a result.");
        var held = new byte[_first.Length + left.Buffer.Length];
        _first.CopyTo(held);
        left.Buffer.CopyTo(held.AsSpan(_first.Length));
        pipe.Reader.AdvanceTo(left.Buffer.End);
        pipe.Reader.Complete();
        return held;
    }

    private async Task SendFirstAsync(CancellationToken stop)
    {
        while (!_first.IsEmpty) _first = _first[await SendSomeAsync(_first, stop)..];
        _first = default; // An empty slice would keep the whole buffer.
    }

    private static ReadOnlyMemory<byte> Together(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> preread)
    {
        if (header.IsEmpty) return preread;
        if (preread.IsEmpty) return header;
        var both = new byte[header.Length + preread.Length];
        header.CopyTo(both);
        preread.CopyTo(both.AsMemory(header.Length));
        return both;
    }
}
