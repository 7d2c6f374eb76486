using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <content>What a direction begins with besides its sockets, and how it is taken out and put back.</content>
internal partial struct NativeDirection
{
    /// <summary>
    /// Begins with bytes that the target gets before anything that is read: a header that is not the source's, and what
    /// was read of the source before. Once, before the first turn; the target then needs no event to be sent them.
    /// </summary>
    /// <exception cref="InvariantException">It is under way already, or they are more than
    /// <see cref="Limits.HeldBytesMax"/>.</exception>
    public void Seed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> preread, RelayTools tools)
    {
        Invariant.Require(Bytes == 0 && !HoldsBytes && !IsEnded, "A direction that is under way was seeded.");
        var hold = BeginToHold(header.Length + preread.Length, tools);
        header.CopyTo(hold);
        preread.CopyTo(hold[header.Length..]);
        (Bytes, _uncounted) = (preread.Length, header.Length);

        // Whoever read them may have stopped before the source had no more.
        if (preread.Length > 0) NoteReadable(mustReadToEnd: true);
    }

    /// <summary>What it holds, for another one to go on with. This one moves nothing any more.</summary>
    /// <exception cref="InvariantException">A pipe could not be read.</exception>
    public DirectionState TakeOut(RelayTools tools)
    {
        var state = new DirectionState
        {
            Held = ReadHeld(),
            Bytes = Bytes,
            Uncounted = _uncounted,
            SourceEnd = _knownEnd == PumpEnd.Wait ? null : NativeRelay.DirectionEndOf(_knownEnd),
            IsEnded = IsEnded,
            Gauge = _gauge.State,
        };
        End(tools);
        return state;
    }

    /// <summary>Goes on where another one was taken out; nothing needs to be told again by an event.</summary>
    public void PutBack(DirectionState state, bool isUpload, bool isUnix, RelayTools tools)
    {
        Reset(tools.Kind, isUpload, isUnix);
        if (state.Gauge is { } gauge) _gauge = new BulkGauge(gauge);
        (Bytes, _uncounted, IsEnded) = (state.Bytes, state.Uncounted, state.IsEnded);
        if (IsEnded) return;
        state.Held.Span.CopyTo(BeginToHold(state.Held.Length, tools));
        if (state.SourceEnd is { } end)
        {
            _knownEnd = end == DirectionEnd.Finished ? PumpEnd.Finished : PumpEnd.SourceReset;
            _isUnoffered = true;
        }

        NoteReadable(mustReadToEnd: true);
    }

    /// <returns>Where to put the bytes.</returns>
    private Span<byte> BeginToHold(int bytes, RelayTools tools)
    {
        Invariant.Require(bytes <= Limits.HeldBytesMax, $"A direction is to begin with {bytes} bytes.");
        if (bytes == 0) return default;
        _stash = tools.RentStash(bytes);
        (_stashStart, _stashEnd, _isUnoffered) = (0, bytes, true);
        return _stash.AsSpan(0, bytes);
    }

    private readonly ReadOnlyMemory<byte> ReadHeld()
    {
        if (_stash is not null) return _stash.AsSpan(_stashStart, _stashEnd - _stashStart).ToArray();
        if (_pipe is null) return default;
        var bytes = new byte[_pipe.Held];
        var read = _pipe.ReadOut(bytes);
        Invariant.Require(read.Value == bytes.Length, $"A pipe with {bytes.Length} bytes gave {read.Value}.");
        return bytes;
    }
}
