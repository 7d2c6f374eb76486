using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// The agent of some servers, <c>l4balancer agent</c> with its defaults: it reports what share of their cores was busy
/// since it was last asked, and the weight that its formula makes of it. Servers have no memory here.
/// </summary>
internal sealed class VirtualAgent(Server[] servers, Agenda agenda)
{
    private const double Whole = 100;

    private readonly WeightRules _rules = new();
    private readonly double _cores = servers.Sum(server => server.Cores);
    private SmoothWeight _weight = new(SmoothWeight.UsualConstant);
    private (long At, long Work) _before = (agenda.Now, 0);

    /// <summary>A machine whose server process is dead or stands still answers; one that is cut off does not.</summary>
    public bool IsReachable => Array.Exists(servers, server => server.Condition != ServerCondition.Cut);

    public ProbeFindings Ask()
    {
        foreach (var server in servers) server.CountWork();
        var now = (At: agenda.Now, Work: servers.Sum(server => server.WorkDone));
        var elapsed = TimeSpan.FromMicroseconds(now.At - _before.At);
        var cpu = Whole * (now.Work - _before.Work) / Math.Max(1, (now.At - _before.At) * _cores);
        _before = now;
        var figures = new HostFigures { Cpu = Math.Clamp(cpu, 0, Whole) };
        var weight = (int)Math.Round(_weight.Next(_rules.WeightOf(figures), elapsed));
        return AgentFigures.FindingsOf(new AgentAnswer
        {
            Percent = Math.Max(_rules.Floor, weight),
            Health = AgentHealth.Up,
            Comment = figures.ToString(),
        });
    }
}
