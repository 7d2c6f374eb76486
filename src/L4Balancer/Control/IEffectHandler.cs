using L4Balancer.Core.Control;

namespace L4Balancer.Control;

/// <summary>
/// Carries out the reducer's effects outside the table. Called only by the control loop, in order; must not block.
/// </summary>
public interface IEffectHandler
{
    /// <param name="actor">The operator whose action caused it; null if the balancer acted by itself.</param>
    void Handle(ControlEffect effect, string? actor = null);
}
