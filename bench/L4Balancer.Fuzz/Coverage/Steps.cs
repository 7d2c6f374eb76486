using System.Runtime.CompilerServices;
using SharpFuzz.Common;

namespace L4Balancer.Fuzz.Coverage;

/// <summary>
/// Counts the branches that an input takes, and stops it when they are too many: a measure of time that does not depend
/// on the machine. It also stops a recursion before the stack is full. One for the process.
/// </summary>
internal static class Steps
{
    /// <summary>Every so many branches the stack is looked at; the reserve of the runtime is larger by far.</summary>
    private const int StackMask = 15;

    private static long _left;
    private static long _limit;

    /// <summary>The branches of the input that has run.</summary>
    public static long Taken { get; private set; }

    /// <summary>Before any instrumented code runs.</summary>
    public static void Connect()
    {
        _limit = _left = long.MaxValue;
        Trace.OnBranch = (_, _) => Take();
    }

    /// <summary>Begins to count.</summary>
    /// <param name="limit">The most that the input may take.</param>
    public static void Begin(long limit) => (_limit, _left) = (limit, limit);

    /// <summary>Ends the count: what runs until the next input, such as the making of seeds, has no limit.</summary>
    public static void End() => (Taken, _left) = (_limit - _left, long.MaxValue);

    private static void Take()
    {
        if (--_left < 0)
        {
            _left = long.MaxValue; // What cleans up now may take as many as it needs.
            throw new TooManyStepsException($"more than {_limit} branches");
        }

        if ((_left & StackMask) == 0) RuntimeHelpers.EnsureSufficientExecutionStack();
    }
}

/// <summary>An input takes more time than its length allows.</summary>
internal sealed class TooManyStepsException(string message) : Exception(message);
