using System.Collections.Immutable;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Control;

/// <summary>An occurrence or a request. Every change of the table begins as one of these.</summary>
public abstract record ControlEvent;

/// <summary>
/// Something that the balancer found out by itself; there may be thousands at once, and no caller waits for an answer.
/// Observations handled in one batch have one common result: a backend that goes down and up again within the batch is
/// reported both times, but its pool stays as it is. Every other event is a request: it sees the conclusions of all
/// earlier events.
/// </summary>
public abstract record Observation : ControlEvent;

/// <summary>
/// The process before this one has counted more since it told what it remembers; the tallies are of that time alone.
/// </summary>
public sealed record TalliesGrown(ImmutableArray<BackendTallies> Backends) : ControlEvent;

/// <summary>A configuration was validated and its listeners are bound.</summary>
public sealed record ConfigAccepted(BalancerConfig Config) : ControlEvent
{
    /// <summary>
    /// The addresses that its host names resolved to before it came into force, so that the first client finds their
    /// backends; names may be missing, and names that were known before need not be included.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<System.Net.IPAddress>> Names { get; init; } =
        ImmutableDictionary<string, ImmutableArray<System.Net.IPAddress>>.Empty;

    /// <summary>
    /// The addresses of this machine, so that a name that leads back to one of the balancer's own listeners is not
    /// used.
    /// </summary>
    public ImmutableHashSet<System.Net.IPAddress> OwnAddresses { get; init; } = [];

    /// <summary>
    /// The access lists by listener, with the networks of their files, which were read before. A listener that is
    /// missing has only its inline networks.
    /// </summary>
    public ImmutableDictionary<string, AccessList> AccessLists { get; init; } =
        ImmutableDictionary<string, AccessList>.Empty;
}

/// <summary>A host name resolved to these addresses. Never empty: an empty answer is a failure.</summary>
public sealed record NameResolved(string HostName, ImmutableArray<System.Net.IPAddress> Addresses) : Observation;

/// <summary>A host name could not be resolved; it keeps its previous addresses.</summary>
/// <param name="Cause">Text for the operator.</param>
public sealed record NameFailed(string HostName, NameTrouble Trouble, string Cause) : Observation;

/// <summary>A probe ended.</summary>
public sealed record ProbeEnded(ProbeTarget Target, ProbeOutcome Outcome) : Observation;

/// <summary>
/// A connect of real traffic failed through the backend's fault: refused, timed out or unreachable. Never a local
/// shortage.
/// </summary>
/// <param name="InRow">Consecutive failed connects to the backend since the last successful one.</param>
public sealed record ConnectFailed(string Pool, NetAddress Address, int InRow, string Cause) : Observation;

/// <summary>
/// An interval of <see cref="Limits.MeasuringInterval"/> has passed in a pool whose weights follow measurements.
/// </summary>
/// <param name="Responses">The responses of its backends so far; empty if the weights follow something else.</param>
public sealed record SignalsRead(string Pool, ImmutableDictionary<NetAddress, ResponseTotals> Responses) : Observation
{
    /// <summary>Reads the counters of a pool.</summary>
    public static SignalsRead Of(PoolView pool)
    {
        var responses = ImmutableDictionary.CreateBuilder<NetAddress, ResponseTotals>();
        var isWanted = pool.Config.WeighBy == WeighBy.ResponseTime;
        foreach (var index in isWanted ? pool.Set.Eligible : [])
        {
            var backend = pool.Set.All[index];
            responses[backend.Address] = ResponseTotals.Of(backend.Counters.Signals);
        }

        return new SignalsRead(pool.Config.Name, responses.ToImmutable());
    }
}

/// <summary>
/// A backend ended a session before it sent a byte, although an answer was expected: see docs/health.md for the rule.
/// </summary>
/// <param name="InRow">Such ends since the backend last answered a session.</param>
public sealed record BadEnd(string Pool, NetAddress Address, int InRow, string Cause) : Observation
{
    /// <summary>Counts what the end of a session says about the backend that served it.</summary>
    /// <returns>The report of a bad end; otherwise null.</returns>
    public static BadEnd? Judge(
        in SessionEndFacts facts, PoolTerms pool, NetAddress backend, BackendCounters counters)
    {
        switch (facts.For(pool.Counters))
        {
            case SessionVerdict.Answered:
                counters.Signals.CountGoodEnd();
                return null;
            case SessionVerdict.BadEnd:
                var cause = facts.Reason switch
                {
                    CloseReason.BackendReset => "it sent RST",
                    CloseReason.BackendDead => "it no longer answers",
                    _ => "it sent FIN",
                };
                return new BadEnd(pool.Name, backend, counters.Signals.CountBadEnd(), cause);
            default:
                return null;
        }
    }
}

/// <summary>Nothing comes from a backend although sessions wait for it and the others answer.</summary>
public sealed record HangSeen(string Pool, NetAddress Address, HangFacts Facts) : Observation;

/// <summary>Bytes came from a backend that was suspected for its silence.</summary>
public sealed record SilenceEnded(string Pool, NetAddress Address) : Observation;

/// <summary>The traffic of a pool within one interval of <c>outliers</c>.</summary>
public sealed record TrafficMeasured(string Pool, ImmutableArray<BackendTraffic> Backends) : Observation;

/// <summary>A probe in flight takes much longer than is usual for its target.</summary>
/// <param name="Took">So far.</param>
/// <param name="Usual">The mean of its last good probes.</param>
public sealed record ProbeLate(ProbeTarget Target, TimeSpan Took, TimeSpan Usual) : Observation;

/// <summary>
/// An operator wants a pool to use a tier from now on. This persists in <c>mode: manual</c>; in automatic mode health
/// may change the tier again.
/// </summary>
public sealed record TierWanted(string Pool, int Tier) : ControlEvent;

/// <summary>An operator wants the pool to use the next tier that has an eligible backend.</summary>
public sealed record FailoverWanted(string Pool) : ControlEvent;

/// <summary>An operator wants the pool to use the best tier that has an eligible backend.</summary>
public sealed record FailbackWanted(string Pool) : ControlEvent;

/// <summary>
/// An operator's intent for one backend; it replaces the previous intent and its plan. Kept across reloads as long as
/// the pool has the backend.
/// </summary>
public sealed record IntentWanted(string Pool, NetAddress Address, BackendIntent Intent) : ControlEvent
{
    /// <summary>
    /// For <see cref="BackendIntent.Drain"/>: sessions that still run after this time are ended, 0 to
    /// <see cref="Limits.DrainDeadlineMax"/>; null lets them run.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Sessions ended per second once the deadline has passed, so that their clients do not all return at once; null
    /// ends them all at once. Without a deadline, ending starts immediately.
    /// </summary>
    public int? Rate { get; init; }
}

/// <summary>
/// An operator wants another weight, 0 to 1000, for the entry that a backend comes from (and so for all addresses of a
/// host name); null restores the config's weight. Kept across reloads until the config itself changes the weight.
/// </summary>
public sealed record WeightWanted(string Pool, NetAddress Address, int? Weight) : ControlEvent;

/// <summary>
/// An operator wants the running sessions of a backend ended with RST, at this rate per second; null means at once.
/// </summary>
public sealed record SessionResetWanted(string Pool, NetAddress Address, int? Rate) : ControlEvent;

/// <summary>
/// An operator adds an entry at run time, or restores a removed one. Kept across reloads until the config has an entry
/// with this address.
/// </summary>
public sealed record BackendAddWanted(string Pool, BackendConfig Entry) : ControlEvent;

/// <summary>
/// An operator removes an entry of the pool at run time, with all the addresses that it stands for: no new sessions;
/// running ones continue. Kept across reloads until the config no longer has it.
/// </summary>
public sealed record BackendRemoveWanted(string Pool, BackendAddress Address) : ControlEvent;

/// <summary>The time requested by an earlier <see cref="WakeAt"/> has come.</summary>
public sealed record Tick : Observation;

/// <summary>The operator's intent for a backend; separate from its health, which never changes it.</summary>
public enum BackendIntent
{
    Ready,
    Drain,
    Maintenance,
}
