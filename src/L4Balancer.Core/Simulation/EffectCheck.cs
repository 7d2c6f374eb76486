using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Checks that the reducer requested exactly what the model expects of a batch, and answered its requests accordingly:
/// no notice, reset, probe or refusal more or less.
/// </summary>
internal static class EffectCheck
{
    public static void RequireExpected(BalancerModel model, Decision decision)
    {
        var effects = decision.Effects;
        var refused = decision.Answers.Where(answer => !answer.IsAccepted).Select(_ => "refused");
        var told = effects.Select(Line).OfType<string>().Concat(refused).Order(StringComparer.Ordinal).ToArray();
        var expected = model.Expected.Order(StringComparer.Ordinal).ToArray();
        Invariant.Require(
            told.SequenceEqual(expected, StringComparer.Ordinal),
            $"Expected [{string.Join(", ", expected)}], got [{string.Join(", ", told)}].");
        var publish = effects.IndexOf(new PublishTable());
        Invariant.Require(
            publish <= 0 && effects.Count(effect => effect is PublishTable) <= 1,
            "A table is published first, and once.");
    }

    public static void RequireProbes(BalancerModel model, SimulatedProber prober)
    {
        var expected = model.Schedules();
        Invariant.Require(
            prober.Schedules.ToHashSet().SetEquals(expected.Values),
            $"Probed: [{string.Join(", ", prober.Schedules)}], expected [{string.Join(", ", expected.Values)}].");
    }

    public static void RequireNames(BalancerModel model, SimulatedResolver resolver)
    {
        var expected = model.HostNames();
        Invariant.Require(
            expected.SetEquals(resolver.Wanted),
            $"Resolved: [{string.Join(", ", resolver.Wanted)}], expected [{string.Join(", ", expected)}].");
    }

    private static string? Line(ControlEffect effect) => effect switch
    {
        ProbeAfter after => $"probe {after.Target} {after.Delay}",
        ResetSessions reset => $"reset {reset.Pool} {reset.Address} {reset.Reason} {reset.Rate}",
        SpareSessions spare => $"spare {spare.Pool} {spare.Address}",
        Notify notify => Line(notify.Notice),
        _ => null,
    };

    private static string? Line(Notice notice) => notice switch
    {
        BackendUp n => $"up {n.Pool} {n.Address}",
        BackendDown n => $"down {n.Pool} {n.Address}",
        BackendSuspected n => $"suspected {n.Pool} {n.Address} {n.Cause}",
        SuspicionEnded n => $"cleared {n.Pool} {n.Address}",
        BackendEjected n => $"ejected {n.Pool} {n.Address} {n.Cause} {n.For}",
        BackendReturned n => $"returned {n.Pool} {n.Address}",
        BackendAdded n => $"added {n.Pool} {n.Address}",
        BackendRemoved n => $"removed {n.Pool} {n.Address}",
        NameFailing n => $"name-failing {n.Pool} {n.HostName}",
        NameRecovered n => $"name-recovered {n.Pool} {n.HostName}",
        AddressIgnored n => $"ignored {n.Pool} {n.HostName} {n.Address}",
        FailedOver n => $"failed-over {n.Pool} {n.From} {n.To}",
        FailedBack n => $"failed-back {n.Pool} {n.From} {n.To}",
        NoneEligible n => $"none-eligible {n.Pool}",
        EligibleAgain n => $"eligible-again {n.Pool}",
        IntentChanged n => $"intent {n.Pool} {n.Address} {n.Intent}",
        WeightChanged n => $"weight {n.Pool} {n.Address} {n.Weight}",
        AgentTurned n => $"agent-{n.Verdict} {n.Pool} {n.Address}",
        AgentSilent n => $"agent-silent {n.Pool} {n.Address}",
        AgentAnswers n => $"agent-answers {n.Pool} {n.Address}",
        AgentUnclear n => $"agent-unclear {n.Pool} {n.Address}",
        RoleChanged n => $"role {n.Pool} {n.Address} {n.Role}",
        ReplicaBehind n => $"behind {n.Pool} {n.Address}",
        ReplicaCaughtUp n => $"caught-up {n.Pool} {n.Address}",
        SplitBrain n => $"split {n.Pool} {string.Join('+', n.Primaries)} {n.Used}",
        SplitBrainOver n => $"split-over {n.Pool} {n.After}",
        SessionsReset n => $"sessions-reset {n.Pool} {n.Address} {n.Rate}",
        EventRefused => null, // Covered by the answer.
        _ => throw new InvariantException("A notice that the simulation does not know."),
    };
}
