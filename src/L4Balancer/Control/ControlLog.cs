using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Control;

/// <summary>All log lines of the control loop: one per change that an operator wants to read about.</summary>
internal static partial class ControlLog
{
    /// <summary>The line that belongs to a notice.</summary>
    public static void Tell(this ILogger log, Notice notice)
    {
        switch (notice)
        {
            case BackendUp n: log.BackendUp(n.Address, n.Pool); break;
            case BackendDown n: log.BackendDown(n.Address, n.Pool, n.Cause); break;
            case BackendAdded { IsBack: true } n: log.BackendBack(n.Address, n.Pool); break;
            case BackendAdded n: log.BackendAdded(n.Address, n.Pool); break;
            case BackendRemoved n: log.BackendRemoved(n.Address, n.Pool); break;
            case NameFailing n: log.NameFailing(n.HostName, n.Pool, n.Cause); break;
            case NameRecovered n: log.NameRecovered(n.HostName, n.Pool, n.After); break;
            case AddressIgnored n: log.AddressIgnored(n.Address, n.HostName, n.Pool, n.Why); break;
            case FailedOver n: log.FailedOver(n.Pool, n.From, n.To); break;
            case FailedBack n: log.FailedBack(n.Pool, n.From, n.To); break;
            case NoneEligible { UsesAll: true } n: log.PanicBegan(n.Pool); break;
            case NoneEligible n: log.NoneEligible(n.Pool); break;
            case EligibleAgain n: log.EligibleAgain(n.Pool); break;
            case IntentChanged n: log.TellIntent(n); break;
            case WeightChanged n: log.WeightChanged(n.Address, n.Pool, n.Weight); break;
            case SessionsReset n: log.SessionsReset(n.Address, n.Pool, PaceOf(n.Rate)); break;
            case EventRefused n: log.EventRefused(n.Pool, n.Why); break;
        }
    }

    private static void TellIntent(this ILogger log, IntentChanged n)
    {
        var what = n.Intent switch
        {
            BackendIntent.Drain when n.Deadline == TimeSpan.Zero =>
                $"is draining: no new sessions, running ones are being ended, {PaceOf(n.Rate)}",
            BackendIntent.Drain when n.Deadline is { } deadline =>
                $"is draining: no new sessions, running ones will be ended after {deadline:c}, {PaceOf(n.Rate)}",
            BackendIntent.Drain => "is draining: no new sessions, running ones continue",
            BackendIntent.Maintenance => "is in maintenance: no new sessions, running ones continue",
            _ => "is ready for new sessions",
        };
        log.IntentChanged(n.Address, n.Pool, what);
    }

    private static string PaceOf(int? rate) => rate is null ? "all at once" : $"{rate} a second";

    [LoggerMessage(EventIds.IntentChanged, LogLevel.Information, "Backend {Backend} of pool {Pool} {What}")]
    private static partial void IntentChanged(this ILogger log, NetAddress backend, string pool, string what);

    [LoggerMessage(EventIds.WeightChanged, LogLevel.Information,
        "Backend {Backend} of pool {Pool} now has weight {Weight}")]
    private static partial void WeightChanged(this ILogger log, NetAddress backend, string pool, int weight);

    [LoggerMessage(EventIds.SessionsReset, LogLevel.Warning,
        "The sessions of backend {Backend} of pool {Pool} are being reset, {Pace}")]
    private static partial void SessionsReset(this ILogger log, NetAddress backend, string pool, string pace);

    [LoggerMessage(EventIds.TablePublished, LogLevel.Debug, "Published table {Generation}")]
    public static partial void TablePublished(this ILogger log, long generation);

    [LoggerMessage(EventIds.BackendUp, LogLevel.Information, "Backend {Backend} of pool {Pool} is up")]
    private static partial void BackendUp(this ILogger log, NetAddress backend, string pool);

    [LoggerMessage(EventIds.BackendDown, LogLevel.Warning, "Backend {Backend} of pool {Pool} is down: {Cause}")]
    private static partial void BackendDown(this ILogger log, NetAddress backend, string pool, string cause);

    [LoggerMessage(EventIds.BackendAdded, LogLevel.Information, "Backend {Backend} of pool {Pool} was added")]
    private static partial void BackendAdded(this ILogger log, NetAddress backend, string pool);

    [LoggerMessage(EventIds.BackendBack, LogLevel.Information,
        "Backend {Backend} of pool {Pool} is back in the answers for its name, with its earlier state")]
    private static partial void BackendBack(this ILogger log, NetAddress backend, string pool);

    [LoggerMessage(EventIds.NameFailed, LogLevel.Warning,
        "Host name {Name} of pool {Pool} cannot be resolved: {Cause}; keeping its addresses and retrying")]
    private static partial void NameFailing(this ILogger log, string name, string pool, string cause);

    [LoggerMessage(EventIds.NameRecovered, LogLevel.Information,
        "Host name {Name} of pool {Pool} resolves again after {After:c}")]
    private static partial void NameRecovered(this ILogger log, string name, string pool, TimeSpan after);

    [LoggerMessage(EventIds.AddressIgnored, LogLevel.Warning,
        "Host name {Name} of pool {Pool} resolves to {Backend}, {Why}: that address is not used")]
    private static partial void AddressIgnored(
        this ILogger log, NetAddress backend, string name, string pool, string why);

    [LoggerMessage(EventIds.BackendRemoved, LogLevel.Information,
        "Backend {Backend} of pool {Pool} was removed: no new sessions, running ones continue")]
    private static partial void BackendRemoved(this ILogger log, NetAddress backend, string pool);

    [LoggerMessage(EventIds.FailedOver, LogLevel.Warning, "Pool {Pool} failed over from tier {From} to tier {To}")]
    private static partial void FailedOver(this ILogger log, string pool, int from, int to);

    [LoggerMessage(EventIds.FailedBack, LogLevel.Information, "Pool {Pool} failed back from tier {From} to tier {To}")]
    private static partial void FailedBack(this ILogger log, string pool, int from, int to);

    [LoggerMessage(EventIds.NoneEligible, LogLevel.Error,
        "Pool {Pool} has no eligible backend: new clients are refused")]
    private static partial void NoneEligible(this ILogger log, string pool);

    [LoggerMessage(EventIds.PanicBegan, LogLevel.Error,
        "Pool {Pool} has no eligible backend: all of them are used (panic: use-all)")]
    private static partial void PanicBegan(this ILogger log, string pool);

    [LoggerMessage(EventIds.EligibleAgain, LogLevel.Information, "Pool {Pool} has an eligible backend again")]
    private static partial void EligibleAgain(this ILogger log, string pool);

    [LoggerMessage(EventIds.EventRefused, LogLevel.Warning, "A request for pool {Pool} was refused: {Why}")]
    private static partial void EventRefused(this ILogger log, string pool, string why);
}
