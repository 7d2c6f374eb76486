using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Sessions;

/// <summary>The whole table of transitions, written a second time as an operator would read it.</summary>
internal sealed class SessionPhasesTests
{
    private static readonly Dictionary<SessionPhase, SessionPhase[]> Expected = new()
    {
        [SessionPhase.Accepted] =
        [
            SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting, SessionPhase.Closed, SessionPhase.Left,
        ],
        [SessionPhase.Preread] =
            [SessionPhase.Waiting, SessionPhase.Connecting, SessionPhase.Closed, SessionPhase.Left],
        [SessionPhase.Waiting] =
            [SessionPhase.Preread, SessionPhase.Connecting, SessionPhase.Closed, SessionPhase.Left],
        [SessionPhase.Connecting] =
            [SessionPhase.Waiting, SessionPhase.Relaying, SessionPhase.Closed, SessionPhase.Left],
        [SessionPhase.Relaying] =
            [SessionPhase.HalfClosed, SessionPhase.Connecting, SessionPhase.Closed, SessionPhase.Left],
        [SessionPhase.HalfClosed] = [SessionPhase.Closed, SessionPhase.Left],
        [SessionPhase.Closed] = [],
        [SessionPhase.Left] = [],
    };

    private static IEnumerable<TestCaseData> Steps =>
        from before in Enum.GetValues<SessionPhase>()
        from after in Enum.GetValues<SessionPhase>()
        select new TestCaseData(before, after);

    [TestCaseSource(nameof(Steps))]
    public void A_session_takes_only_the_steps_of_the_table(SessionPhase from, SessionPhase to)
    {
        if (Expected[from].Contains(to)) Assert.That(SessionPhases.Advance(from, to), Is.EqualTo(to));
        else Assert.That(() => SessionPhases.Advance(from, to), Throws.TypeOf<InvariantException>());
    }

    [TestCaseSource(nameof(Expected))]
    public void A_session_runs_until_it_has_closed_or_left(KeyValuePair<SessionPhase, SessionPhase[]> phase) =>
        Assert.That(phase.Key.IsRunning(), Is.EqualTo(phase.Value.Length > 0));
}
