using L4Balancer.Control;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Discovery;
using L4Balancer.Probes;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Dispatches the effects of a decision to the parts that carry them out.</summary>
internal sealed class EffectDispatcher(ILogger log, Action<Notice, string?>? onNotice) : IEffectHandler
{
    // Set once, before the control loop runs.
    public ProbeScheduler Probes { get; set; } = null!;

    public NameResolver Names { get; set; } = null!;

    public IForwardingEngine Engine { get; set; } = null!;

    public PacedReset Resets { get; set; } = null!;

    public SessionMoves Moves { get; set; } = null!;

    public void Handle(ControlEffect effect, string? actor = null)
    {
        switch (effect)
        {
            case ProbesWanted wanted:
                Probes.Want(wanted.Schedules);
                break;
            case ProbeAfter after:
                Probes.ProbeAfter(after.Target, after.Delay);
                break;
            case NamesWanted wanted:
                Names.Want(wanted.HostNames, wanted.Interval);
                break;
            case ResetSessions reset:
                Reset(reset);
                break;
            case RebalanceSessions wanted:
                Moves.Begin(wanted);
                break;
            case SpareSessions spare:
                Resets.Stop(spare.Pool, spare.Address);
                break;
            case Notify notify:
                log.Write(NoticeLine.Of(notify.Notice));
                onNotice?.Invoke(notify.Notice, actor);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "No part carries out this effect.");
        }
    }

    /// <summary>
    /// Each reset replaces any earlier one: after an immediate reset there is nothing left for a paced one.
    /// </summary>
    private void Reset(ResetSessions reset)
    {
        if (reset.Rate is { } rate)
        {
            Resets.Begin(reset.Pool, reset.Address, reset.Reason, rate);
            return;
        }

        Resets.Stop(reset.Pool, reset.Address);
        Engine.EndSessions(reset.Pool, reset.Address, reset.Reason);
    }
}
