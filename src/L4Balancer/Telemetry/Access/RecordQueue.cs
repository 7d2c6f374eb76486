using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// A bounded queue of records from many threads to one. A record is stored in its slot by value: nothing is allocated,
/// and there are no locks. A thread takes the next position with one compare-and-swap, fills the slot, and publishes
/// it by the slot's own number (the bounded queue of Dmitry Vyukov).
/// </summary>
internal sealed class RecordQueue
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private Position _tail;
    private Position _head;

    /// <param name="length">A power of two.</param>
    public RecordQueue(int length)
    {
        _slots = new Slot[length];
        _mask = length - 1;
        for (var i = 0; i < length; i++) _slots[i].Number = i;
    }

    /// <summary>The number of positions ever taken by writers.</summary>
    public long Tail => Volatile.Read(ref _tail.Value);

    /// <summary>The number of records ever taken out.</summary>
    public long Head => Volatile.Read(ref _head.Value);

    public bool IsHalfFull => Tail - Head > _mask / 2;

    /// <summary>Whether a record can be taken out now. For the reading thread.</summary>
    public bool HasNext => Volatile.Read(ref _slots[_head.Value & _mask].Number) == _head.Value + 1;

    /// <summary>Adds a record; returns false if the queue is full. Any thread.</summary>
    public bool TryAdd(in SessionRecord record, long timestamp)
    {
        var position = Tail;
        while (true)
        {
            ref var slot = ref _slots[position & _mask];
            var ahead = Volatile.Read(ref slot.Number) - position;
            if (ahead < 0) return false;
            if (ahead > 0)
            {
                position = Tail;
                continue;
            }

            var seen = Interlocked.CompareExchange(ref _tail.Value, position + 1, position);
            if (seen == position)
            {
                slot.Record = record;
                slot.Timestamp = timestamp;
                Volatile.Write(ref slot.Number, position + 1);
                return true;
            }

            position = seen;
        }
    }

    /// <summary>
    /// Takes a record; returns false if the queue is empty, or if the next record is still being written. Reading
    /// thread only.
    /// </summary>
    public bool TryTake(out SessionRecord record, out long timestamp)
    {
        var position = _head.Value;
        ref var slot = ref _slots[position & _mask];
        if (Volatile.Read(ref slot.Number) != position + 1)
        {
            (record, timestamp) = (default, 0);
            return false;
        }

        (record, timestamp) = (slot.Record, slot.Timestamp);
        Volatile.Write(ref slot.Number, position + _slots.Length);
        Volatile.Write(ref _head.Value, position + 1);
        return true;
    }

    private struct Slot
    {
        /// <summary>Its position if it is free, one more if it is filled.</summary>
        public long Number;

        public long Timestamp;
        public SessionRecord Record;
    }

    /// <summary>On separate cache lines: one is written by all loops, the other by the reader.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Position
    {
        [FieldOffset(128)]
        public long Value;
    }
}
