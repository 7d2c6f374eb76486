using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>Adds what another process has counted meanwhile. Nothing else follows from it.</summary>
internal static class TallyGrowth
{
    public static void Apply(Transition transition, TalliesGrown grown)
    {
        var probes = transition.State.Probes.ToBuilder();
        var added = new HashSet<ProbeTarget>(); // Pools may share one.
        foreach (var more in grown.Backends)
        {
            if (transition.Find(more.Pool, more.Address) is not { } place) continue;
            var pool = transition.ConfigOf(place.Pool);
            Add(ProbeTarget.OfHealth(pool, more.Address), more.Good, more.Bad);
            Add(ProbeTarget.OfAgent(pool.Health, more.Address), more.Answered, more.Missed);
            if (more.Suspicions.All(count => count == 0)) continue;
            var backend = transition.Backend(place);
            transition.SetBackend(place, backend with { Memory = backend.Memory.Adding(more.Suspicions) });
        }

        transition.State = transition.State with { Probes = probes.ToImmutable() };

        void Add(ProbeTarget? target, long good, long bad)
        {
            if (target is null || !probes.TryGetValue(target, out var tally) || !added.Add(target)) return;
            probes[target] = tally with { Good = tally.Good + good, Bad = tally.Bad + bad };
        }
    }
}
