using System.Runtime.CompilerServices;

namespace L4Balancer.Core;

/// <summary>
/// The message of an <see cref="Invariant"/>, put together only when the check has failed: the checks stand on the way
/// of every session, and a text for each of them would cost more than all the rest of it.
/// </summary>
[InterpolatedStringHandler]
public ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler _text;

    /// <param name="condition">What is checked.</param>
    /// <param name="isNeeded">False when the check holds; then nothing is appended.</param>
    public InvariantMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The text; once.</summary>
    internal string ToStringAndClear() => _text.ToStringAndClear();
}
