namespace L4Balancer.Core.Config.Shapes;

/// <summary>A text that was understood, or why not.</summary>
/// <param name="Problem">Null when good; else what follows the text in the message: <c>is out of range</c>.</param>
/// <param name="Remedy">What would be right, when it can be said better than by the shape's expectation.</param>
internal readonly record struct Parsed<T>(T Value, string? Problem, string? Remedy)
{
    public static implicit operator Parsed<T>(T value) => new(value, null, null);

    public static implicit operator Parsed<T>(NotParsed not) => new(default!, not.Problem, not.Remedy);

    public bool IsGood => Problem is null;

    /// <summary>The same outcome for another type.</summary>
    public Parsed<TOther> Map<TOther>(Func<T, TOther> map) => IsGood ? map(Value) : new NotParsed(Problem!, Remedy);
}

/// <summary>Why a text was not understood.</summary>
internal readonly record struct NotParsed(string Problem, string? Remedy = null);
