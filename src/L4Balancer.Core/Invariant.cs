using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace L4Balancer.Core;

/// <summary>
/// Checks of what must be true that stay in Release builds. A violation is a bug of this product, never of a peer.
/// </summary>
public static class Invariant
{
    /// <exception cref="InvariantException"><paramref name="condition"/> is false.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition) throw new InvariantException(message);
    }

    /// <exception cref="InvariantException"><paramref name="condition"/> is false.</exception>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref InvariantMessage message)
    {
        if (!condition) throw new InvariantException(message.ToStringAndClear());
    }
}

/// <summary>Something that must be true was not.</summary>
public sealed class InvariantException(string message) : Exception(message);
