using L4Balancer.Core.Control;

namespace L4Balancer.Control;

/// <summary>
/// Carries out what the reducer wants done outside the table. Called by the control loop only, in order; it must not
/// block.
/// </summary>
public interface IEffectHandler
{
    /// <param name="actor">The operator whose act it follows from; null when it is the balancer's own doing.</param>
    void Handle(ControlEffect effect, string? actor = null);
}
