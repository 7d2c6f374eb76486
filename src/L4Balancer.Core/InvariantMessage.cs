using System.Runtime.CompilerServices;

namespace L4Balancer.Core;

/// <summary>
/// The message of an <see cref="Invariant"/>, built only if the check fails: the checks are on the path
/// of every session, and building a text for each would cost more than the rest of the path.
/// </summary>
[InterpolatedStringHandler]
public ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler _text;

    /// <param name="condition">The condition that is checked.</param>
    /// <param name="isNeeded">False if the check holds; then nothing is appended.</param>
    public InvariantMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Returns the text. Call it once.</summary>
    internal string ToStringAndClear() => _text.ToStringAndClear();
}
