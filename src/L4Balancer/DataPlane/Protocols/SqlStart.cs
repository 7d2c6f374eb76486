namespace L4Balancer.DataPlane.Protocols;

/// <summary>Reads the first word of an SQL text, however it is cut into pieces. A mutable value.</summary>
internal struct SqlStart
{
    private Word _word;
    private Part _part;

    private enum Part : byte
    {
        Done,
        Name,
        Spaces,
        Letters,
    }

    /// <summary>The text of a simple query.</summary>
    public static SqlStart OfQuery => new() { _part = Part.Spaces };

    /// <summary>The payload of a Parse message: a name, and then the text.</summary>
    public static SqlStart OfParse => new() { _part = Part.Name };

    /// <summary>Reads a piece.</summary>
    /// <returns>The word, once it is complete; the empty one before and after.</returns>
    public Word Read(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && _part != Part.Done; i++)
        {
            var value = bytes[i];
            if (_part == Part.Name)
            {
                if (value == 0) _part = Part.Spaces;
                continue;
            }

            if (_part == Part.Spaces && value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            _part = Part.Letters;
            if (IsLetter(value))
            {
                _word = _word.With(value);
                continue;
            }

            _part = Part.Done;
            return _word;
        }

        return default;
    }

    private static bool IsLetter(byte value) =>
        value is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_';
}
