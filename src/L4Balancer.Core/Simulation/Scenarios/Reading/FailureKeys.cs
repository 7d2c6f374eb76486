using L4Balancer.Core.Config.Shapes;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>The keys of an entry of <c>failures</c>.</summary>
internal static class FailureKeys
{
    public const string Address = "address";
    public const string At = "at";
    public const string Backend = "backend";
    public const string Factor = "factor";
    public const string Period = "period";

    public static ObjectShape<ScenarioFailure> Shape { get; } =
        new("failure", "Something that goes wrong.", new ScenarioFailure(), complete: ScenarioRules.CheckFailure)
        {
            { At, DurationShape.Between("0", "24h"), "When it begins.",
                f => f.At, (f, v) => f with { At = v }, FieldKind.Required },
            { "for", new OrWordShape<TimeSpan>("ever", DurationShape.Between("1ms", "24h")), "How long it lasts.",
                f => f.For, (f, v) => f with { For = v } },
            { Backend, new ListShape<string>(
                    new BackendNameShape(), "a backend, or a list of backends", orSingle: true),
                "The backends that fail together, as in their pool.",
                f => f.Backends, (f, v) => f with { Backends = v }, FieldKind.Required },
            { "kind", new ChoiceShape<FailureKind>(), "What goes wrong.",
                f => f.Kind, (f, v) => f with { Kind = v }, FieldKind.Required },
            { Factor, new FactorShape(1, 1000), "For slow: service times are multiplied by this.",
                f => f.Factor, (f, v) => f with { Factor = v } },
            { Period, DurationShape.Between("100ms", "1h"), "For flap: from one death to the next; half of it dead.",
                f => f.Period, (f, v) => f with { Period = v } },
        };
}

/// <summary>The text of a backend's address; whether the pool has it is a rule.</summary>
internal sealed class BackendNameShape : ScalarShape<string>
{
    private readonly BackendAddressShape _addresses = new();

    public override string Expectation => _addresses.Expectation;

    /// <summary>In the canonical form, in which the pool has it too.</summary>
    public override Parsed<string> Parse(string text) => _addresses.Parse(text).Map(address => address.ToString());

    public override string Format(string value) => value;

    public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) =>
        _addresses.Schema(definitions);
}
