using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Resolves the names that the effects request; the answers move, and arrive in any order. Some arrive late, when the
/// name is no longer wanted.
/// </summary>
internal sealed class SimulatedResolver(SimulationRandom random, VirtualClock clock, Action<ControlEvent> post)
{
    private readonly Dictionary<string, ImmutableArray<IPAddress>> _answers = new(StringComparer.Ordinal);
    private object? _round;
    private bool _isCalm;

    /// <summary>The names in the latest request.</summary>
    public ImmutableArray<string> Wanted { get; private set; } = [];

    /// <summary>Answers no longer move.</summary>
    public void Calm() => _isCalm = true;

    public void Carry(NamesWanted wanted)
    {
        Wanted = wanted.HostNames;
        var round = _round = new object();
        foreach (var name in wanted.HostNames)
        {
            clock.After(random.Milliseconds(0, 500), () => Resolve(name, wanted.Interval, round));
        }
    }

    /// <summary>Answers for some of the names; the others do not resolve in time.</summary>
    public ImmutableDictionary<string, ImmutableArray<IPAddress>> ResolveSome(IEnumerable<string> names) =>
        names.Where(_ => random.Chance(50)).ToImmutableDictionary(name => name, Answer);

    private void Resolve(string name, TimeSpan interval, object round)
    {
        var isFailure = !_isCalm && random.Chance(15);
        post(isFailure
            ? new NameFailed(name, NameTrouble.NoAnswer, "no answer")
            : new NameResolved(name, Answer(name)));
        if (ReferenceEquals(_round, round)) clock.After(interval, () => Resolve(name, interval, round));
    }

    private ImmutableArray<IPAddress> Answer(string name)
    {
        var isKept = _answers.TryGetValue(name, out var known) && (_isCalm || random.Chance(70));
        var addresses = isKept ? known.ToArray() : [.. Enumerable.Range(0, random.Between(1, 4)).Select(_ => Anyone())];
        // Servers rotate their answers.
        if (random.Chance(50)) Array.Reverse(addresses);
        return _answers[name] = [.. addresses];
    }

    /// <summary>Sometimes an address that identifies no host.</summary>
    private IPAddress Anyone() =>
        random.Chance(5) ? IPAddress.Any : RandomConfigs.Ip(random.Below(RandomConfigs.AddressCount));
}
