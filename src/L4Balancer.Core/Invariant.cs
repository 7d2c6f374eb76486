using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace L4Balancer.Core;

/// <summary>
/// Invariant checks that remain in Release builds. A violation is a bug in this product, never a peer's fault.
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

/// <summary>An invariant was violated.</summary>
public sealed class InvariantException(string message) : Exception(message);
