using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>What the agent of a backend's server has said, kept as a log that is searched from its end.</summary>
internal sealed class AgentModel
{
    private const int Enough = 3;
    private readonly List<AgentAnswer> _said = [];
    private readonly List<(TimeSpan At, int Percent, int Max)> _figures = [(TimeSpan.MinValue, 100, 0)];
    private int _missing;

    public bool IsDown => Word != "Up";

    public bool IsDrained => Intent != AgentIntent.Ready || Percent == 0;

    private int Percent => Last(answer => answer.Percent) ?? 100;

    private int Max => Last(answer => answer.MaxConnections) ?? 0;

    private AgentIntent Intent => Last(answer => answer.Intent) ?? AgentIntent.Ready;

    private string Word => (Last(answer => answer.Health) ?? AgentHealth.Up).ToString();

    private string Verdict => Intent == AgentIntent.Maint ? "Maint" : IsDown ? Word : IsDrained ? "Drain" : "Up";

    /// <summary>Takes an answer, or null for one that is missing; returns what should be reported.</summary>
    public IEnumerable<string> Hear(AgentAnswer? answer, TimeSpan now)
    {
        var (verdict, missing, isClear) = (Verdict, _missing, _said.TrueForAll(said => said.Unknown is null));
        _missing = answer is null ? _missing + 1 : 0;
        if (answer is not null) _said.Add(answer);
        else if (_missing == Enough) _said.Add(new AgentAnswer { Percent = 100 });
        _figures.Add((now, Percent, Max));
        if (_missing == Enough) yield return "agent-silent";
        if (missing >= Enough && answer is not null) yield return "agent-answers";
        if (isClear && answer?.Unknown is not null) yield return "agent-unclear";
        if (Verdict != verdict) yield return $"agent-{Verdict}";
    }

    public void Forget(TimeSpan now)
    {
        _said.Clear();
        _missing = 0;
        _figures.Add((now, Percent, Max));
    }

    /// <summary>The percentages and limits that were in force at some time since then.</summary>
    public IEnumerable<(int Percent, int Max)> FiguresSince(TimeSpan then)
    {
        var first = _figures.FindLastIndex(figures => figures.At < then);
        return _figures.Skip(Math.Max(0, first)).Select(figures => (figures.Percent, figures.Max));
    }

    private T? Last<T>(Func<AgentAnswer, T?> of)
        where T : struct => _said.Select(of).LastOrDefault(value => value is not null);
}
