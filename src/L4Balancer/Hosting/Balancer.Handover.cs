using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Hosting;

/// <content>What a handover to another process needs.</content>
public sealed partial class Balancer
{
    private readonly ChangeHold _hold = new();

    /// <summary>Ends sessions of a backend at a rate.</summary>
    internal PacedReset Resets { get; }

    /// <summary>
    /// From now on operators' requests wait, and all that came before is part of <see cref="State"/>. Reloads must wait
    /// already (<see cref="ConfigReloads.PauseAsync"/>).
    /// </summary>
    internal async Task HoldChangesAsync()
    {
        _hold.Begin();
        await _control.ApplyAsync(null, null, CancellationToken.None);
    }

    /// <summary>The end of <see cref="HoldChangesAsync"/>.</summary>
    /// <param name="isOver">Another process has taken over, and this one changes nothing any more.</param>
    internal void EndHold(bool isOver) => _hold.End(isOver);
}
