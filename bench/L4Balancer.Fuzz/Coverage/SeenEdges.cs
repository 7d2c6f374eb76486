namespace L4Balancer.Fuzz.Coverage;

/// <summary>
/// Everything that the inputs of a target have reached so far: which edges, and in which order of magnitude how often.
/// </summary>
internal sealed class SeenEdges
{
    private readonly byte[] _magnitudes = new byte[CoverageMap.Size];

    /// <summary>Edges that were reached at least once.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what one input has reached.</summary>
    /// <returns>Whether anything in it is new.</returns>
    public bool Add(ReadOnlySpan<byte> counters)
    {
        var isNew = false;
        for (var at = 0; ;)
        {
            var next = counters[at..].IndexOfAnyExcept((byte)0);
            if (next < 0) return isNew;
            at += next;
            var magnitude = MagnitudeOf(counters[at]);
            var known = _magnitudes[at];
            if ((known & magnitude) == 0)
            {
                isNew = true;
                if (known == 0) Count++;
                _magnitudes[at] = (byte)(known | magnitude);
            }

            at++;
        }
    }

    /// <summary>One bit: a loop that runs a hundred times is different from one that runs twice, not from one that runs
    /// a hundred and one times.</summary>
    private static byte MagnitudeOf(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
