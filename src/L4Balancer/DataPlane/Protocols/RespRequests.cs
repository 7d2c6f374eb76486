namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Reads the requests of a Redis client, as arrays or inline: the first three words of each. Everything after them is
/// skipped by its length. A mutable value.
/// </summary>
internal struct RespRequests
{
    private const int DigitsMax = 10;
    private const int StringEnd = 2;

    private long _number;
    private long _skip; // Left of an argument, and of the line end after it.
    private long _argumentsLeft;
    private int _digits;
    private Part _part;
    private bool _hasCr;

    private enum Part : byte
    {
        /// <summary>Between two requests.</summary>
        Start,
        ArrayLength,
        StringType,
        StringLength,
        String,
        InlineSpaces,
        InlineWord,
    }

    /// <summary>A request has begun, and is not complete.</summary>
    public readonly bool IsPartial => _part != Part.Start;

    /// <summary>The words of the request: the command, and its first two arguments if there are any.</summary>
    public Word Command { get; private set; }

    public Word First { get; private set; }

    public Word Second { get; private set; }

    /// <summary>The number of words, including the command.</summary>
    public long Words { get; private set; }

    /// <summary>Takes bytes up to the end of a request.</summary>
    /// <returns>False if these are no requests.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out bool isComplete)
    {
        isComplete = false;
        while (!bytes.IsEmpty && !isComplete)
        {
            if (_part == Part.String)
            {
                TakeString(ref bytes, out isComplete);
                continue;
            }

            var value = bytes[0];
            bytes = bytes[1..];
            var isUnderstood = _part switch
            {
                Part.Start => TryBegin(value),
                Part.StringType => TryBeginString(value),
                Part.ArrayLength or Part.StringLength => TryNumber(value),
                _ => TryInline(value, out isComplete),
            };
            if (!isUnderstood) return false;
        }

        return true;
    }

    private bool TryBegin(byte value)
    {
        (Command, First, Second, Words) = (default, default, default, 0);
        if (value == (byte)'*')
        {
            BeginNumber(Part.ArrayLength);
            return true;
        }

        // An empty line is no request.
        if (value is (byte)'\r' or (byte)'\n') return true;
        _part = Part.InlineSpaces;
        return TryInline(value, out _);
    }

    private bool TryBeginString(byte value)
    {
        BeginNumber(Part.StringLength);
        return value == (byte)'$';
    }

    private void BeginNumber(Part part) => (_part, _number, _digits, _hasCr) = (part, 0, 0, false);

    private bool TryNumber(byte value)
    {
        if (_hasCr) return value == (byte)'\n' && _digits > 0 && EndNumber();
        if (value == (byte)'\r') return _hasCr = true;
        if (value is < (byte)'0' or > (byte)'9' || ++_digits > DigitsMax) return false;
        _number = _number * 10 + (value - '0');
        return true;
    }

    private bool EndNumber()
    {
        if (_part == Part.ArrayLength)
        {
            // An empty array is no request.
            (_argumentsLeft, _part) = (_number, _number == 0 ? Part.Start : Part.StringType);
        }
        else
        {
            (_skip, _part) = (_number + StringEnd, Part.String);
            Words++;
        }

        return true;
    }

    private void TakeString(ref ReadOnlySpan<byte> bytes, out bool isComplete)
    {
        var piece = bytes[..(int)Math.Min(_skip, bytes.Length)];
        bytes = bytes[piece.Length..];
        if (Words <= 3)
        {
            // The third word is often a value, and long.
            var text = (int)Math.Clamp(_skip - StringEnd, 0, piece.Length);
            var room = (Words == 1 ? Command : Words == 2 ? First : Second).Room;
            foreach (var value in piece[..Math.Min(text, room)]) AddToWord(value);
        }

        _skip -= piece.Length;
        isComplete = _skip == 0 && --_argumentsLeft == 0;
        if (_skip == 0) _part = isComplete ? Part.Start : Part.StringType;
    }

    /// <summary>A quoted word, or one with bytes that no command has, is not understood.</summary>
    private bool TryInline(byte value, out bool isComplete)
    {
        isComplete = value == (byte)'\n' && Words > 0;
        if (value == (byte)'\n')
        {
            _part = Part.Start;
            return true;
        }

        if (value is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            _part = Part.InlineSpaces;
            return true;
        }

        if (_part == Part.InlineSpaces) Words++;
        _part = Part.InlineWord;
        AddToWord(value);
        return value is > (byte)' ' and <= (byte)'~' and not (byte)'"' and not (byte)'\'';
    }

    private void AddToWord(byte value)
    {
        if (Words == 1) Command = Command.With(value);
        else if (Words == 2) First = First.With(value);
        else if (Words == 3) Second = Second.With(value);
    }
}
