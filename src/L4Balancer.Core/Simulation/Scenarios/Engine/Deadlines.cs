namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// Until when clients wait. All have the same patience, so that the deadlines are due in the order in which they were
/// set: a ring instead of a heap.
/// </summary>
internal sealed class Deadlines(long patience)
{
    private Deadline[] _ring = new Deadline[1024]; // Its length is a power of two.
    private int _first;
    private int _count;

    public long NextAt => _count == 0 ? long.MaxValue : _ring[_first].At;

    /// <param name="question">Recognises a question that was answered meanwhile.</param>
    public void Set(long now, int session, uint question)
    {
        if (_count == _ring.Length) Grow();
        _ring[(_first + _count++) & (_ring.Length - 1)] = new Deadline(now + patience, session, question);
    }

    /// <summary>Removes the next one; there is one.</summary>
    public Deadline Take()
    {
        var next = _ring[_first];
        _first = (_first + 1) & (_ring.Length - 1);
        _count--;
        return next;
    }

    private void Grow()
    {
        var larger = new Deadline[_ring.Length * 2];
        Array.Copy(_ring, _first, larger, 0, _ring.Length - _first);
        Array.Copy(_ring, 0, larger, _ring.Length - _first, _first);
        (_ring, _first) = (larger, 0);
    }
}

/// <summary>When a session loses its patience.</summary>
internal readonly record struct Deadline(long At, int Session, uint Question);
