using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>Rules for more than one key of a scenario, and for what it names in the configuration.</summary>
internal sealed class ScenarioRules(BalancerConfig config, ConfigReading reading)
{
    public static ScenarioArrivals CheckArrivals(ScenarioArrivals arrivals, Place place, ConfigReading reading)
    {
        if (arrivals.IsOpen && place.Has(ArrivalKeys.Think))
            reading.KeyError(place.Of(ArrivalKeys.Think), "applies to a closed loop only", "either rate or think");
        if (!arrivals.IsOpen && place.Has(ArrivalKeys.Bursts) && !reading.IsWrong(place.Of(ArrivalKeys.Rate)))
            reading.KeyError(place.Of(ArrivalKeys.Bursts), "applies to arrivals with a rate only", "a rate");
        return arrivals;
    }

    public static ScenarioBursts CheckBursts(ScenarioBursts bursts, Place place, ConfigReading reading)
    {
        if (bursts.Length >= bursts.Every && !reading.IsDamaged(place))
        {
            reading.KeyError(
                place.Of(ArrivalKeys.Length), "a burst does not end before the next begins",
                $"less than every, {Durations.Format(bursts.Every)}");
        }

        return bursts;
    }

    public static ScenarioFailure CheckFailure(ScenarioFailure failure, Place place, ConfigReading reading)
    {
        Only(FailureKeys.Factor, FailureKind.Slow);
        Only(FailureKeys.Period, FailureKind.Flap);
        return failure;

        void Only(string key, FailureKind kind)
        {
            if (failure.Kind == kind || !place.Has(key) || reading.IsWrong(place.Of("kind"))) return;
            var word = kind.ToString().ToLowerInvariant();
            reading.KeyError(place.Of(key), $"applies to kind {word} only", $"kind: {word}");
        }
    }

    /// <summary>Returns the scenario with its pool filled in.</summary>
    public Scenario Check(Scenario scenario, Place root)
    {
        CheckTimes(scenario, root);
        CheckSize(scenario, root);
        if (FindPool(scenario, root) is not { } pool) return scenario;
        var known = pool.Backends.Select(backend => backend.Address.ToString()).ToArray();
        CheckBackends(scenario, root, known);
        CheckFailures(scenario, root, known);
        return scenario with { Pool = pool.Name };
    }

    private PoolConfig? FindPool(Scenario scenario, Place root)
    {
        var place = root.Of(ScenarioKeys.Pool);
        var names = config.Pools.Select(pool => pool.Name).ToArray();
        if (reading.IsWrong(place)) return null;
        if (!root.Has(ScenarioKeys.Pool))
        {
            if (names.Length == 1) return config.Pools[0];
            reading.KeyError(place, "is missing", $"one of {string.Join(", ", names)}");
            return null;
        }

        if (Array.IndexOf(names, scenario.Pool) is >= 0 and var index) return config.Pools[index];
        Unknown(place, $"the configuration has no pool {Words.Show(scenario.Pool)}", scenario.Pool, names);
        return null;
    }

    private void CheckTimes(Scenario scenario, Place root)
    {
        if (scenario.WarmUp >= scenario.Duration && !reading.IsDamaged(root))
        {
            reading.Error(
                root.Of(ScenarioKeys.WarmUp), "nothing is left to count",
                $"less than the duration, {Durations.Format(scenario.Duration)}");
        }
    }

    private void CheckSize(Scenario scenario, Place root)
    {
        var (arrivals, place) = (scenario.Arrivals, root.Of(ScenarioKeys.Arrivals));
        if (!arrivals.IsOpen || reading.IsDamaged(root)) return;
        if (arrivals.RateMax * scenario.Duration.TotalSeconds > Limits.SimulatedSessionsMax)
        {
            reading.Error(
                place, Invariant($"that is more than {Limits.SimulatedSessionsMax:N0} sessions"),
                "a lower rate or a shorter duration");
        }

        if (arrivals.RateMax * scenario.Sessions.Timeout.TotalSeconds > Limits.SimulatedAtOnceMax)
        {
            reading.Error(
                place, Invariant($"more than {Limits.SimulatedAtOnceMax:N0} sessions could wait at the same time"),
                "a lower rate or a shorter sessions.timeout");
        }
    }

    private void CheckBackends(Scenario scenario, Place root, string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backend in scenario.Backends)
        {
            var place = reading.PlaceOf(backend).Of(FailureKeys.Address);
            if (reading.IsDamaged(place) || backend.Address.Length == 0) continue;
            if (!known.Contains(backend.Address)) Unknown(place, NoBackend(backend.Address), backend.Address, known);
            else if (!seen.Add(backend.Address)) reading.Error(place, "is listed twice", "each backend once");
        }
    }

    private void CheckFailures(Scenario scenario, Place root, string[] known)
    {
        var ends = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var failure in scenario.Failures.OrderBy(f => f.At))
        {
            var place = reading.PlaceOf(failure);
            if (reading.IsDamaged(place)) continue;
            if (failure.At >= scenario.Duration)
                reading.Error(place.Of(FailureKeys.At), "is after the end", Durations.Format(scenario.Duration));
            foreach (var name in failure.Backends)
            {
                var at = place.Of(FailureKeys.Backend);
                if (!known.Contains(name)) Unknown(at, NoBackend(name), name, known);
                else if (ends.GetValueOrDefault(name, TimeSpan.MinValue) > failure.At)
                    reading.Error(at, $"{Words.Show(name)} has not recovered from its last failure", "a later at");
                ends[name] = failure.Until;
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string NoBackend(string name) => $"the pool has no backend {Words.Show(name)}";

    private void Unknown(Place place, string problem, string name, string[] known) => reading.Error(
        place, problem,
        NearestName.Of(name, known) is { } nearest ? $"did you mean {nearest}?" : $"one of {string.Join(", ", known)}");
}
