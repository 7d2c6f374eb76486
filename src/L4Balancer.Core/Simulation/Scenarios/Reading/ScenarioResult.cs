using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>The result of reading a scenario: a model, or at least one error, never both.</summary>
/// <param name="Scenario">Null if there are errors.</param>
/// <param name="Errors">In the order of the file.</param>
public sealed record ScenarioResult(Scenario? Scenario, ImmutableArray<ConfigProblem> Errors);
