using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Policies;

/// <summary>
/// The input of a session's picks, and the backends that it has tried. It is stored in the session and
/// passed by reference, without allocations.
/// </summary>
public struct PickContext
{
    private ExcludedIndexes _excluded;
    private int _excludedCount;
    private SplitMix64 _random;

    /// <param name="clientHash">A hash of the client's address (<see cref="ClientHash"/>); equal for equal addresses on
    /// every machine.</param>
    /// <param name="seed">Any number; the source of this session's random draws.</param>
    public PickContext(ulong clientHash, ulong seed)
    {
        ClientHash = clientHash;
        _random = new SplitMix64(seed);
        LoadLimit = int.MaxValue;
    }

    /// <summary>The client's hash; the same across retries.</summary>
    public readonly ulong ClientHash { get; }

    /// <summary>The time of the pick, in absolute monotonic microseconds, as the backends' signals have it.</summary>
    public long Now { get; set; }

    /// <summary>
    /// Set by a policy that bounds the load: the pick is valid only while the backend has fewer sessions than this.
    /// </summary>
    public int LoadLimit { get; set; }

    /// <summary>The number of excluded backends.</summary>
    public readonly int ExcludedCount => _excludedCount;

    /// <summary>The next of this session's random words.</summary>
    public ulong NextRandom() => _random.Next();

    /// <summary>The next of this session's random numbers, from 0 to <paramref name="bound"/> - 1.</summary>
    public int NextBelow(int bound) => _random.NextBelow(bound);

    /// <summary>
    /// Excludes the backend at <paramref name="index"/> of the set from the further picks of this session.
    /// </summary>
    public void Exclude(int index)
    {
        Invariant.Require(
            _excludedCount < ExcludedIndexes.Capacity, "More backends were excluded than a session may try.");
        _excluded[_excludedCount++] = index;
    }

    /// <summary>The backend excluded last was not tried after all.</summary>
    public void Readmit() => _excludedCount--;

    public readonly bool IsExcluded(int index)
    {
        for (var i = 0; i < _excludedCount; i++)
        {
            if (_excluded[i] == index) return true;
        }

        return false;
    }

    [InlineArray(Capacity)]
    private struct ExcludedIndexes
    {
        /// <summary>
        /// The first attempt and every retry exclude one backend. A slot lost to another thread excludes none.
        /// </summary>
        public const int Capacity = Limits.RetriesMax + 1;

        private int _first;
    }
}
