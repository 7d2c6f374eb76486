namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Counts the replies of a Redis server, RESP2 and RESP3: nested ones as one, pushes not at all. Long strings are
/// skipped by their length. A mutable value.
/// </summary>
internal struct RespReplies
{
    private const byte NoType = 0;
    private const int DigitsMax = 15;
    private const long ElementsMax = 1L << 60;

    /// <summary>CR and LF after a string.</summary>
    private const int StringEnd = 2;

    private long _number;
    private long _skip;
    private long _elements; // Left of the reply in progress.
    private int _digits;
    private byte _type; // Of the line in progress.
    private bool _isNegative;
    private bool _hasCr;
    private bool _isPush;

    /// <summary>A reply has begun, and is not complete.</summary>
    public readonly bool IsPartial => _elements > 0 || _type != NoType || _skip > 0;

    /// <summary>Takes bytes up to the end of a reply.</summary>
    /// <param name="isComplete">A reply is complete that was asked for.</param>
    /// <returns>False if these are no replies.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out bool isComplete)
    {
        isComplete = false;
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                if (_skip > 0) return true;
            }
            else if (_type == NoType)
            {
                if (!TryBegin(bytes[0])) return false;
                bytes = bytes[1..];
                continue;
            }
            else
            {
                if (!TryReadLine(ref bytes, out var isLine)) return false;
                if (!isLine) return true;
                if (!TryEndLine()) return false;
                if (_skip > 0) continue;
            }

            if (--_elements > 0) continue;
            isComplete = !_isPush;
            return true;
        }

        return true;
    }

    private static bool IsAggregate(byte type) =>
        type is (byte)'*' or (byte)'~' or (byte)'%' or (byte)'|' or (byte)'>';

    private static bool IsString(byte type) => type is (byte)'$' or (byte)'=' or (byte)'!';

    private bool TryBegin(byte type)
    {
        var isKnown = IsAggregate(type) || IsString(type)
            || type is (byte)'+' or (byte)'-' or (byte)':' or (byte)'_' or (byte)'#' or (byte)',' or (byte)'(';
        if (_elements == 0) (_elements, _isPush) = (1, type == (byte)'>');
        else if (type == (byte)'>') return false;
        (_type, _number, _digits, _isNegative, _hasCr) = (type, 0, 0, false, false);
        return isKnown;
    }

    /// <summary>Reads the rest of the line: a number, or a text that does not matter.</summary>
    private bool TryReadLine(ref ReadOnlySpan<byte> bytes, out bool isLine)
    {
        isLine = false;
        var hasNumber = IsAggregate(_type) || IsString(_type);
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (_hasCr)
            {
                bytes = bytes[(i + 1)..];
                return isLine = value == (byte)'\n';
            }

            if (value == (byte)'\r') _hasCr = true;
            else if (hasNumber && !TryDigit(value)) return false;
        }

        bytes = default;
        return true;
    }

    private bool TryDigit(byte value)
    {
        if (value == (byte)'-' && _digits == 0 && !_isNegative) return _isNegative = true;
        if (value is < (byte)'0' or > (byte)'9' || ++_digits > DigitsMax) return false;
        _number = _number * 10 + (value - '0');
        return true;
    }

    private bool TryEndLine()
    {
        var type = _type;
        _type = NoType;
        if (!IsAggregate(type) && !IsString(type)) return true;
        if (_digits == 0) return false;
        if (_isNegative) return _number == 1; // A null.
        if (IsString(type))
        {
            _skip = _number + StringEnd;
            return true;
        }

        // Attributes are not an element: the one that they describe follows.
        if (type is (byte)'%' or (byte)'|') _number *= 2;
        _elements += type == (byte)'|' ? _number + 1 : _number;
        return _elements <= ElementsMax;
    }
}
