using System.Globalization;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Control;

/// <summary>
/// A notice as text, made once: the log writes it as a line, and the journal keeps it as an event.
/// </summary>
/// <param name="Id">The event id of the log line, one of <see cref="EventIds"/>.</param>
/// <param name="Backend">Null if it concerns the pool or a name.</param>
internal sealed record NoticeLine(int Id, LogLevel Level, NetAddress? Backend, string Text)
{
    public static NoticeLine Of(Notice notice) => notice switch
    {
        BackendUp n => Info(EventIds.BackendUp, n.Address, $"{In(n, n.Address)} is up"),
        BackendDown n => Warning(EventIds.BackendDown, n.Address, $"{In(n, n.Address)} is down: {n.Cause}"),
        BackendAdded { IsBack: true } n => Info(
            EventIds.BackendBack, n.Address,
            $"{In(n, n.Address)} is back in the answers for its name, with its earlier state"),
        BackendAdded n => Info(EventIds.BackendAdded, n.Address, $"{In(n, n.Address)} was added"),
        BackendRemoved n => Info(
            EventIds.BackendRemoved, n.Address,
            $"{In(n, n.Address)} was removed: no new sessions, running ones continue"),
        IntentChanged n => Info(EventIds.IntentChanged, n.Address, $"{In(n, n.Address)} {IntentOf(n)}"),
        WeightChanged n => Info(
            EventIds.WeightChanged, n.Address,
            $"{In(n, n.Address)} now has weight {n.Weight}{(n.Weight == 0 ? ": no new sessions" : "")}"),
        SessionsReset n => Warning(
            EventIds.SessionsReset, n.Address,
            $"The sessions of backend {n.Address} of pool {n.Pool} are being reset, {PaceOf(n.Rate)}"),
        BackendSuspected n => Warning(
            EventIds.BackendSuspected, n.Address,
            $"{In(n, n.Address)} is suspected: {n.Why}; it gets a trickle of new sessions"),
        SuspicionEnded n => Info(
            EventIds.SuspicionEnded, n.Address,
            $"{In(n, n.Address)} is no longer suspected after {Seconds(n.After)}: {n.Why}"),
        BackendEjected n => Warning(
            EventIds.BackendEjected, n.Address,
            $"{In(n, n.Address)} is ejected for {Seconds(n.For)}: {n.Why}"),
        BackendReturned n => Info(
            EventIds.BackendReturned, n.Address,
            $"{In(n, n.Address)} is used again after {Seconds(n.After)} of ejection"),
        AddressIgnored n => Warning(
            EventIds.AddressIgnored, n.Address,
            $"{Name(n, n.HostName)} resolves to {n.Address}, {n.Why}: that address is not used"),
        AgentTurned or AgentSilent or AgentAnswers or AgentUnclear => OfAgent(notice),
        RoleChanged or ReplicaBehind or ReplicaCaughtUp or SplitBrain or SplitBrainOver => OfRole(notice),
        RebalanceBegan or RebalanceEnded or RebalanceStopped => OfRebalance(notice),
        _ => OfPool(notice),
    };

    private static NoticeLine OfAgent(Notice notice) => notice switch
    {
        AgentTurned n => new(
            EventIds.AgentTurned, n.Verdict == AgentVerdict.Up ? LogLevel.Information : LogLevel.Warning, n.Address,
            $"The agent of {In(n, n.Address, "backend")} reports {VerdictOf(n)}"),
        AgentSilent n => Warning(
            EventIds.AgentSilent, n.Address,
            $"The agent of {In(n, n.Address, "backend")} does not answer: {n.Cause}; its weight no longer counts"),
        AgentAnswers n => Info(
            EventIds.AgentAnswers, n.Address, $"The agent of {In(n, n.Address, "backend")} answers again"),
        AgentUnclear n => Warning(
            EventIds.AgentUnclear, n.Address,
            $"The agent of {In(n, n.Address, "backend")} sends {n.Word}, which has no meaning and is ignored"),
        _ => throw new InvariantException($"There are no words for the notice {notice.GetType().Name}."),
    };

    private static NoticeLine OfRole(Notice notice) => notice switch
    {
        RoleChanged { Role: ServerRole.Primary } n => Warning(
            EventIds.RoleChanged, n.Address, $"{In(n, n.Address)} is now a primary; it was a replica"),
        RoleChanged n => Warning(
            EventIds.RoleChanged, n.Address, $"{In(n, n.Address)} is now a replica; it was a primary"),
        ReplicaBehind n => Warning(
            EventIds.ReplicaBehind, n.Address,
            $"{In(n, n.Address)} gets no new sessions: {LagOf(n)}, and max-lag is {Seconds(n.MaxLag)}"),
        ReplicaCaughtUp n => Info(
            EventIds.ReplicaCaughtUp, n.Address, $"{In(n, n.Address)} is within max-lag again"),
        SplitBrain n => Error(
            EventIds.SplitBrain,
            $"Pool {n.Pool} has {n.Primaries.Length} primaries at once, {string.Join(", ", n.Primaries)}: {UseOf(n)}"),
        SplitBrainOver n => Info(
            EventIds.SplitBrainOver, null,
            $"The split brain of pool {n.Pool} is over after {Seconds(n.After)}"),
        _ => throw new InvariantException($"There are no words for the notice {notice.GetType().Name}."),
    };

    private static NoticeLine OfRebalance(Notice notice) => notice switch
    {
        RebalanceBegan n => Info(
            EventIds.RebalanceBegan, null,
            $"Pool {n.Pool} is out of balance: {n.Excess} sessions too many on {string.Join(", ", n.Overloaded)}; "
            + (n.IsDryRun ? "none is ended (dry-run)" : "idle ones are being ended")),
        RebalanceEnded n => Info(
            EventIds.RebalanceEnded, null,
            $"Pool {n.Pool} is in balance after {Seconds(n.After)}; {n.Ended} sessions were ended for it"),
        RebalanceStopped n => Warning(
            EventIds.RebalanceStopped, null,
            $"Rebalancing of pool {n.Pool} has stopped: {n.Ended} sessions were ended, and {n.Connected} connected "
            + "since; it starts again when the backends or the configuration change"),
        _ => throw new InvariantException($"There are no words for the notice {notice.GetType().Name}."),
    };

    private static NoticeLine OfPool(Notice notice) => notice switch
    {
        NameFailing n => Warning(
            EventIds.NameFailed, null,
            $"{Name(n, n.HostName)} cannot be resolved: {n.Cause}; keeping its addresses and retrying"),
        NameRecovered n => Info(
            EventIds.NameRecovered, null, $"{Name(n, n.HostName)} resolves again after {n.After:c}"),
        FailedOver n => Warning(
            EventIds.FailedOver, null, $"Pool {n.Pool} failed over from tier {n.From} to tier {n.To}"),
        FailedBack n => Info(
            EventIds.FailedBack, null, $"Pool {n.Pool} failed back from tier {n.From} to tier {n.To}{MoveOf(n)}"),
        NoneEligible { UsesAll: true } n => Error(
            EventIds.PanicBegan, $"Pool {n.Pool} has no eligible backend: all of them are used (panic: use-all)"),
        NoneEligible n => Error(
            EventIds.NoneEligible, $"Pool {n.Pool} has no eligible backend: new clients are refused"),
        EligibleAgain n => Info(EventIds.EligibleAgain, null, $"Pool {n.Pool} has an eligible backend again"),
        EventRefused n => Warning(
            EventIds.EventRefused, null, $"A request for pool {n.Pool} was refused: {n.Why}"),
        _ => throw new InvariantException($"There are no words for the notice {notice.GetType().Name}."),
    };

    private static string In(Notice notice, NetAddress backend, string what = "Backend") =>
        $"{what} {backend} of pool {notice.Pool}";

    private static string Name(Notice notice, string name) => $"Host name {name} of pool {notice.Pool}";

    private static string IntentOf(IntentChanged notice) => notice.Intent switch
    {
        BackendIntent.Drain when notice.Deadline == TimeSpan.Zero =>
            $"is draining: no new sessions, running ones are being ended, {PaceOf(notice.Rate)}",
        BackendIntent.Drain when notice.Deadline is { } deadline =>
            $"is draining: no new sessions, running ones will be ended after {deadline:c}, {PaceOf(notice.Rate)}",
        BackendIntent.Drain => "is draining: no new sessions, running ones continue",
        BackendIntent.Maintenance => "is in maintenance: no new sessions, running ones continue",
        _ => "is ready for new sessions",
    };

    private static string VerdictOf(AgentTurned notice)
    {
        var what = notice.Verdict switch
        {
            AgentVerdict.Up => "up",
            AgentVerdict.Down => "down",
            AgentVerdict.Fail => "down (fail)",
            AgentVerdict.Stopped => "down (stopped)",
            AgentVerdict.Drain => "drain: no new sessions, running ones continue",
            _ => "maintenance: no new sessions, running ones continue",
        };
        return notice.Reason.Length == 0 ? what : $"{what} ({notice.Reason})";
    }

    private static string MoveOf(FailedBack notice) => (notice.Rate, notice.Deadline) switch
    {
        (null, _) or (_, null) => "",
        (_, { Ticks: 0 }) => "; the sessions on backups are ended",
        var (rate, left) => $"; the sessions on backups are being ended, {PaceOf(rate)}, the rest after {left:c}",
    };

    private static string LagOf(ReplicaBehind notice) => notice.Lag is { } lag
        ? $"it is {Seconds(lag)} behind its primary"
        : "how far it is behind its primary is unknown";

    private static string UseOf(SplitBrain notice) => notice.Used is { } used
        ? $"only {used}, the newest, is used"
        : "none of them is used until it is over";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string PaceOf(int? rate) => rate is null ? "all at once" : $"{rate} a second";

    private static NoticeLine Info(int id, NetAddress? backend, string text) =>
        new(id, LogLevel.Information, backend, text);

    private static NoticeLine Warning(int id, NetAddress? backend, string text) =>
        new(id, LogLevel.Warning, backend, text);

    private static NoticeLine Error(int id, string text) => new(id, LogLevel.Error, null, text);
}
