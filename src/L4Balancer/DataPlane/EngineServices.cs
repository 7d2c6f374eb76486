using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>State shared by the sessions of an engine, whichever engine it is. Any thread.</summary>
/// <param name="bufferSize">The size of one read in bytes, which bounds the memory a slow reader may cost.</param>
internal abstract class EngineServices(EngineParts parts, int bufferSize)
{
    private readonly ISessionObserver _observer = parts.Observer;

    public TableHolder Table { get; } = parts.Table;

    public ISignalSink Signals { get; } = parts.Signals;

    public AdmissionRules Admission { get; } = parts.Admission;

    /// <summary>What all listeners share when they admit clients.</summary>
    public AdmissionState Arrivals { get; } = new(parts.Spares.Budget.Sessions, parts.Seed, parts.Time);

    public SessionCounters Counters { get; } = new();

    /// <summary>The rate limits of sessions.</summary>
    public ByteRates Rates { get; } = new();

    public int BufferSize { get; } = bufferSize;

    public TimeProvider Time { get; } = parts.Time;

    public ulong Seed { get; } = parts.Seed;

    public ILogger Log { get; } = parts.Log;

    public SpareDescriptors Spares { get; } = parts.Spares;

    public LogPace ShortagePace { get; } = new(parts.Time, TimeSpan.FromSeconds(10));

    public LogPace RefusalPace { get; } = new(parts.Time, TimeSpan.FromSeconds(10));

    /// <summary>Of addresses of a source that are passed over; apart from shortages that clients notice.</summary>
    public LogPace SourcePace { get; } = new(parts.Time, TimeSpan.FromSeconds(10));

    /// <summary>Of TCP options that the kernel refuses.</summary>
    public LogPace OptionPace { get; } = new(parts.Time, TimeSpan.FromSeconds(10));

    /// <summary>See <see cref="EngineParts.Checkpoint"/>.</summary>
    public Action<SessionPhase, ExitStep?>? Checkpoint { get; } = parts.Checkpoint;

    /// <summary>How often a running session is reported, in milliseconds; 0 means never.</summary>
    public long RunningInterval => _observer.RunningInterval;

    /// <summary>Counts an accepted client, and decides about it. Never throws.</summary>
    /// <param name="now">Absolute monotonic time in milliseconds.</param>
    public AdmissionDecision Admit(in ClientAddress client, ListenerSlot slot, long now)
    {
        try
        {
            Counters.CountAccepted();
            slot.Counters.CountAccepted();

            // Read once: the session must see a single generation.
            var listener = slot.ViewIn(Table.Current);
            var decision = Admission.Decide(ArrivalOf(client, slot, listener, now), default);
            if (decision.Reason == CloseReason.RefusedProxyHeader)
                slot.Counters.NoteFault(client, "it is not one of the proxies in accept-proxy.trusted");
            return decision;
        }
        catch (Exception e)
        {
            ReportBug(e);
            return AdmissionDecision.Refuse(CloseReason.Bug);
        }
    }

    /// <summary>A client that is decided about.</summary>
    /// <param name="isClientKnown">A preread was complete before.</param>
    public static Arrival ArrivalOf(
        scoped in ClientAddress client, ListenerSlot slot, ListenerView listener, long now,
        bool isClientKnown = false, ReadOnlySpan<byte> preread = default) =>
        isClientKnown || listener.Config.AcceptProxy is not { } accept
            ? new Arrival(client, slot, listener, now, preread)
            : ArrivalOf(accept, new Arrival(client, slot, listener, now, preread));

    /// <summary>A client of a listener that takes clients from proxies.</summary>
    private static Arrival ArrivalOf(AcceptProxyConfig accept, Arrival arrival)
    {
        var isTrusted = accept.Trusts(arrival.Client);
        return arrival with
        {
            IsClientKnown = !isTrusted,
            IsFromStranger = !isTrusted && accept.Mode == AcceptProxyMode.Required,
        };
    }

    /// <summary>
    /// An address or a port of the pool's source did not do, and the next one is tried: logged once in a while, so that
    /// it is seen before all of them fail.
    /// </summary>
    public void SkipSource(string pool, NetAddress backend, string cause)
    {
        if (SourcePace.MayLog()) Log.SourceSkipped(pool, backend, cause);
    }

    public bool Wants(SessionMoment moment) => _observer.Wants(moment);

    /// <summary>Reports to the observer. A bug in the observer must not take down the session being reported.</summary>
    public void Report(in SessionRecord record)
    {
        try
        {
            _observer.Observe(record);
        }
        catch (Exception e)
        {
            ReportBug(e);
        }
    }

    /// <summary>Logs and counts a bug in one session, and never does more than that, even if logging fails.</summary>
    public void ReportBug(Exception bug)
    {
        Counters.CountBug();
        try
        {
            Log.SessionBug(bug);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The logger itself is broken; the counter has recorded the bug.
        }
    }
}
