using System.Text;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// A parser of something that comes from outside, with what must be true whatever comes. An exception that leaves
/// <see cref="Run"/> is a failure: those that the parser documents are caught there.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>The name for the command line, and of the folders of its files.</summary>
    public abstract string Name { get; }

    /// <summary>Longer inputs are not made: the limits of the parser are within it.</summary>
    public virtual int SizeMax => 4096;

    /// <summary>Words of the format, which chance does not find.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>Where it begins, besides the files.</summary>
    public virtual IReadOnlyList<byte[]> Seeds => [];

    /// <summary>The branches that an input may take for itself and for each of its bytes. Generous: it is to find what
    /// grows with the square of the length.</summary>
    protected virtual (long Fixed, long PerByte) Budget => (20_000, 400);

    public long StepsMax(int size) => Budget.Fixed + (Budget.PerByte * size);

    /// <exception cref="FuzzFailureException">Something that must be true is not.</exception>
    public abstract void Run(byte[] input);

    protected static void Require(bool isTrue, string what)
    {
        if (!isTrue) throw new FuzzFailureException(what);
    }

    /// <summary>
    /// A position in the input that depends on all of it, so that an input always runs in the same way.
    /// </summary>
    protected static int CutOf(ReadOnlySpan<byte> input)
    {
        var hash = 2166136261u;
        foreach (var octet in input) hash = (hash ^ octet) * 16777619;
        return (int)(hash % (uint)(input.Length + 1));
    }

    protected static byte[][] Latin(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}

/// <summary>Something that must be true is not.</summary>
internal sealed class FuzzFailureException(string message) : Exception(message);
