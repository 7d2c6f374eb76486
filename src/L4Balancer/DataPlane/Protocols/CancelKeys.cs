using System.Collections.Concurrent;
using System.Text;
using L4Balancer.Core;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Which backend gave which cancel key: a client sends its key on a connection of its own, which could reach any
/// backend of the pool. A key lives as long as its session. Any thread; used once or twice in a session's life.
/// </summary>
/// <param name="max">The most keys that are remembered; sessions beyond it are cancelled by luck, as without this.
/// </param>
internal sealed class CancelKeys(int max = Limits.CancelKeysMax)
{
    private readonly ConcurrentDictionary<Entry, CancelTarget> _targets = new();
    private int _count;

    /// <summary>The number of keys remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Remembers the key of a session.</summary>
    /// <returns>What <see cref="Forget"/> is given at the end of the session; null if there is no room.</returns>
    public Entry? TryAdd(string pool, ReadOnlySpan<byte> key, CancelTarget target)
    {
        var entry = new Entry(pool, TextOf(key));
        if (Interlocked.Increment(ref _count) <= max && _targets.TryAdd(entry, target)) return entry;
        Interlocked.Decrement(ref _count);
        return null;
    }

    /// <summary>Exactly once for every entry.</summary>
    public void Forget(Entry entry)
    {
        if (_targets.TryRemove(entry, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>The backend that gave the key to a session of this pool; null if it is not known.</summary>
    public CancelTarget? Find(string pool, ReadOnlySpan<byte> key) =>
        _targets.GetValueOrDefault(new Entry(pool, TextOf(key)));

    /// <summary>One character a byte: a text compares by its content.</summary>
    private static string TextOf(ReadOnlySpan<byte> key) => Encoding.Latin1.GetString(key);

    /// <summary>A key, in the pool whose listeners accept it.</summary>
    internal readonly record struct Entry(string Pool, string Key)
    {
        /// <summary>A key is a password: it is not printed.</summary>
        public override string ToString() => Pool;
    }
}
