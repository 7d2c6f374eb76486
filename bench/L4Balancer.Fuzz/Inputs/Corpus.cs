namespace L4Balancer.Fuzz.Inputs;

/// <summary>The inputs of a target that have each reached something new.</summary>
internal sealed class Corpus
{
    /// <summary>How often one of the newest inputs is taken, of ten: they lead to what is not known yet.</summary>
    private const int NewestOfTen = 4;

    private const int NewestMax = 16;

    private readonly List<byte[]> _inputs = [];

    public int Count => _inputs.Count;

    public void Add(byte[] input) => _inputs.Add(input);

    /// <summary>One of them, to be changed.</summary>
    public byte[] Pick(Random random)
    {
        if (_inputs.Count == 0) return [];
        if (random.Next(10) >= NewestOfTen) return _inputs[random.Next(_inputs.Count)];
        return _inputs[^(1 + random.Next(Math.Min(NewestMax, _inputs.Count)))];
    }
}
