using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Output;

/// <summary>What <c>status</c> and <c>top</c> say about a backend.</summary>
internal static class BackendWords
{
    /// <summary>As long before it expires as the alert for Prometheus.</summary>
    private static readonly TimeSpan CertificateNotice = TimeSpan.FromDays(14);

    /// <summary>Its state in one word: what real traffic shows goes before what probes say, unless they say down.
    /// </summary>
    public static TextCell State(BackendSnapshot backend) => backend switch
    {
        { Health: "down" } => new("down", Tone.Bad),
        { Standing: "ejected" } => new("ejected", Tone.Bad),
        { Standing: "suspected" } => new("suspected", Tone.Warning),
        { Health: "up" } => new("up", Tone.Good),
        _ => new(backend.Health, Tone.Faint),
    };

    /// <summary>What keeps sessions away from it that no operator asked for, as the rest of a sentence about it.
    /// </summary>
    public static IEnumerable<string> Troubles(BackendSnapshot backend, DateTimeOffset now)
    {
        var returns = backend.EjectedUntil is { } until ? $"for another {Figures.Duration(until - now)}" : "";
        if (backend.Health == "down")
        {
            var isEjected = returns.Length > 0 ? $", ejected {returns}" : "";
            yield return $"has been down for {Figures.Duration(now - backend.HealthSince)}{isEjected}"
                + Because(backend.Cause);
        }
        else if (backend.Standing == "ejected")
        {
            yield return $"is ejected {returns}{Because(backend.StandingCause)}";
        }

        if (backend.Standing == "suspected")
        {
            var since = Figures.Duration(now - (backend.StandingSince ?? now));
            yield return $"has been suspected for {since}{Because(backend.StandingCause)}";
        }

        if (RoleWords.Trouble(backend) is { } role) yield return role;
        if (backend.Agent is { IsStale: true } silent)
            yield return $"gets no answer from its agent{Because(silent.LastCause)}";
        if (backend.Agent is { State: "down" or "fail" or "stopped" } agent) yield return AgentReports(agent);
    }

    /// <summary>An agent that keeps sessions away on purpose; null if it does not.</summary>
    public static string? AgentWish(BackendSnapshot backend) =>
        backend.Agent is { State: "drain" or "maint" } agent ? AgentReports(agent) : null;

    /// <summary>A certificate that should be replaced by now; null if there is none.</summary>
    public static string? OldCertificate(BackendSnapshot backend, DateTimeOffset now) =>
        backend.Probe?.CertificateExpires - now is not { } left || left > CertificateNotice ? null
        : left <= TimeSpan.Zero ? $"has had an expired certificate for {Figures.Duration(-left)}"
        : $"has a certificate that expires in {Figures.Duration(left)}";

    /// <summary>The weight that the agent asks for, or the word that goes before it; empty without an agent.</summary>
    public static string Agent(AgentSnapshot? agent) => agent switch
    {
        null => "",
        { State: "unknown" } => "?",
        { State: not "up" } => agent.State,
        { IsStale: true } => "silent",
        _ => $"{agent.WeightPercent}%",
    };

    /// <summary>The worst of the three pressures (PSI) in percent; null if the agent reports none.</summary>
    public static double? Pressure(AgentSnapshot? agent) =>
        agent is null ? null : new[] { agent.PressureCpu, agent.PressureMemory, agent.PressureIo }.Max();

    /// <summary>The share in use that remains of a free one, in percent.</summary>
    public static double? Used(int? free) => 100 - free;

    private static string AgentReports(AgentSnapshot agent) =>
        $"has an agent that reports {agent.State}{Because(agent.Reason)}";

    private static string Because(string? cause) => cause is null ? "" : $": {cause}";
}
