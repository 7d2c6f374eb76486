namespace L4Balancer.Core.Config.Shapes;

/// <summary>A parsed text, or the reason why it is invalid.</summary>
/// <param name="Problem">Null if valid; else the part of the message after the text: <c>is out of range</c>.</param>
/// <param name="Remedy">What is accepted, if it can be said better than by the shape's expectation.</param>
internal readonly record struct Parsed<T>(T Value, string? Problem, string? Remedy)
{
    public static implicit operator Parsed<T>(T value) => new(value, null, null);

    public static implicit operator Parsed<T>(NotParsed not) => new(default!, not.Problem, not.Remedy);

    public bool IsGood => Problem is null;

    /// <summary>The same result for another type.</summary>
    public Parsed<TOther> Map<TOther>(Func<T, TOther> map) => IsGood ? map(Value) : new NotParsed(Problem!, Remedy);
}

/// <summary>Why a text is invalid.</summary>
internal readonly record struct NotParsed(string Problem, string? Remedy = null);
