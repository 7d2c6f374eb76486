using System.Text;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>Figures in the comments of agents.</summary>
internal sealed class AgentFiguresTests
{
    [TestCase("cpu=31 load1=0.80", "load1", 0.8)]
    [TestCase("psi-cpu=3.1 cpu=31", "cpu", 31)]
    [TestCase("kernel update psi-io=0.0", "psi-io", 0)]
    [TestCase("load1=", "load1", null)]
    [TestCase("load1=-1", "load1", null)]
    [TestCase("load1=NaN", "load1", null)]
    [TestCase("load1=1e9", "load1", null)]
    [TestCase("load15=4 load1", "load1", null)]
    [TestCase("", "cpu", null)]
    public void A_figure_is_a_word_with_a_number(string comment, string name, double? value) =>
        Assert.That(AgentFigures.Find(comment, name), Is.EqualTo(value));

    [TestCase("# cpu=31.4", 69)]
    [TestCase("# cpu=100", 0)]
    [TestCase("# cpu=101", null)]
    public void The_idle_share_is_what_is_not_in_use(string line, int? idle) =>
        Assert.That(AgentFigures.FindingsOf(AgentLine.Parse(Encoding.UTF8.GetBytes(line))).Cpu, Is.EqualTo(idle));
}
