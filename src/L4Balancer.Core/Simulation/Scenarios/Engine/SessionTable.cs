using System.Diagnostics;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// All sessions of a simulation in one array, and those of each server as a list through it: once the array has grown,
/// no session allocates.
/// </summary>
internal sealed class SessionTable
{
    public const int None = -1;

    private readonly int[] _heads; // The first session of each server.
    private ClientSession[] _slots = new ClientSession[256];
    private int _used;
    private int _free = None;

    public SessionTable(int servers)
    {
        _heads = new int[servers];
        Array.Fill(_heads, None);
    }

    /// <summary>Slots that were ever used: every session has a lower number.</summary>
    public int Count => _used;

    /// <summary>Valid until the next <see cref="Take"/>.</summary>
    public ref ClientSession this[int index] => ref _slots[index];

    /// <summary>Returns the number of a slot for a new session; its stamp is left as it was.</summary>
    public int Take()
    {
        if (_free == None)
        {
            if (_used == _slots.Length) Array.Resize(ref _slots, _used * 2);
            return _used++;
        }

        var index = _free;
        _free = _slots[index].Next;
        return index;
    }

    public void Free(int index)
    {
        ref var session = ref _slots[index];
        Debug.Assert(session.Step != SessionStep.Free, "A session was freed twice.");
        session.Step = SessionStep.Free;
        session.Stamp++;
        session.Question = 0;
        (session.Backend, session.Pool) = (null, null!);
        session.Next = _free;
        _free = index;
    }

    public int FirstOf(int server) => _heads[server];

    /// <summary>Adds a session to those of its server.</summary>
    public void Link(int index)
    {
        ref var session = ref _slots[index];
        ref var head = ref _heads[session.Server];
        (session.Previous, session.Next) = (None, head);
        if (head != None) _slots[head].Previous = index;
        head = index;
    }

    public void Unlink(int index)
    {
        ref var session = ref _slots[index];
        if (session.Next != None) _slots[session.Next].Previous = session.Previous;
        if (session.Previous == None) _heads[session.Server] = session.Next;
        else _slots[session.Previous].Next = session.Next;
    }
}
