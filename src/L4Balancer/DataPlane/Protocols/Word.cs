namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// A short word of a command, as one number that ignores case. Words of more than 16 bytes equal no other. A value.
/// </summary>
internal readonly record struct Word(UInt128 Value, int Length)
{
    private const int LengthMax = 16;

    /// <summary>How many more bytes can make a difference.</summary>
    public int Room => LengthMax + 1 - Length;

    /// <summary>The word with one more byte.</summary>
    public Word With(byte next)
    {
        if (next is >= (byte)'a' and <= (byte)'z') next -= 'a' - 'A';
        return new Word(Length < LengthMax ? (Value << 8) | next : 0, Math.Min(Length + 1, LengthMax + 1));
    }

    public static Word Of(string text)
    {
        var word = default(Word);
        foreach (var letter in text) word = word.With((byte)letter);
        return word;
    }
}
