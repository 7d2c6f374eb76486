namespace L4Balancer.Hosting.Hooks;

/// <summary>How a run of a hook ended.</summary>
/// <param name="Cause">Why it failed; null if it succeeded.</param>
/// <param name="Output">What the program wrote, or the URL answered, as shown in the log; empty if nothing.</param>
internal readonly record struct HookOutcome(string? Cause, string Output)
{
    public bool IsGood => Cause is null;
}
