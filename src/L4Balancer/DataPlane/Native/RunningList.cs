using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The running items, in the order in which they started: iterating costs time proportional to the number running, not
/// to the number ever run. Adding and removing are O(1) and allocate nothing, for the nodes are the list. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class RunningList<T>
    where T : RunningNode<T>
{
    private readonly List<Walk> _walks = [];
    private T? _first;
    private T? _last;
    private long _lastNumber;

    public int Count { get; private set; }

    public void Add(T node)
    {
        Debug.Assert(!node.IsListed, "A session runs twice.");
        (node.Number, node.IsListed) = (++_lastNumber, true);
        (node.Previous, node.Next) = (_last, null);
        if (_last is null) _first = node;
        else _last.Next = node;
        _last = node;
        Count++;
    }

    public void Remove(T node)
    {
        Debug.Assert(node.IsListed, "A session ended twice.");

        // Before it is removed: a walk positioned at it moves on to the next node.
        foreach (var walk in _walks) walk.Pass(node);
        if (node.Previous is null) _first = node.Next;
        else node.Previous.Next = node.Next;
        if (node.Next is null) _last = node.Previous;
        else node.Next.Previous = node.Previous;
        (node.Previous, node.Next, node.IsListed) = (null, null, false);
        Count--;
    }

    /// <summary>Starts a walk through all nodes running at this moment; it must be disposed.</summary>
    public Walk BeginWalk()
    {
        var walk = new Walk(this);
        _walks.Add(walk);
        return walk;
    }

    /// <summary>
    /// A walk through the list in pieces, while nodes are added and removed. Each node that was running when the walk
    /// started is visited once, unless it ends before the walk reaches it; none that started later is visited, so a
    /// walk ends however fast they arrive.
    /// </summary>
    public sealed class Walk : IDisposable
    {
        private readonly RunningList<T> _list;
        private readonly long _lastNumber;
        private T? _next;

        internal Walk(RunningList<T> list) => (_list, _next, _lastNumber) = (list, list._first, list._lastNumber);

        /// <summary>The next node, which may then be removed, like any other.</summary>
        public bool TryNext([NotNullWhen(true)] out T? node)
        {
            node = _next;
            if (node is null) return false;
            if (node.Number > _lastNumber)
            {
                // The list is in order of start, so all that follow started later too.
                node = _next = null;
                return false;
            }

            Debug.Assert(node.IsListed, "A walk stands before a session that has ended.");
            _next = node.Next;
            return true;
        }

        public void Dispose() => _list._walks.Remove(this);

        internal void Pass(T node)
        {
            if (_next == node) _next = node.Next;
        }
    }
}

/// <summary>A node of a <see cref="RunningList{T}"/>, which owns all of this state.</summary>
[SupportedOSPlatform("linux")]
internal abstract class RunningNode<T> : LoopSource
    where T : RunningNode<T>
{
    internal T? Next { get; set; }

    internal T? Previous { get; set; }

    internal long Number { get; set; }

    /// <summary>True from its start to its end.</summary>
    internal bool IsListed { get; set; }
}
