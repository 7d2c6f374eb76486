using System.Text;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>What a report comes to after several answers; "-" is a missing one.</summary>
public sealed class AgentReportTests
{
    [TestCase("Up 100%", "")]
    [TestCase("Up 60%", "60%")]
    [TestCase("Up 60%", "60%", "up")]
    [TestCase("Drain 0%", "0%")]
    [TestCase("Up 40%", "0%", "40%")]
    [TestCase("Down 100%: no disk", "down # no disk")]
    [TestCase("Down 30%: no disk", "down # no disk", "30% # cpu=5")]
    [TestCase("Fail 100%", "down # no disk", "fail")]
    [TestCase("Stopped 100%", "stopped")]
    [TestCase("Up 100%", "down # no disk", "up")]
    [TestCase("Drain 100%: kernel", "drain # kernel")]
    [TestCase("Drain 100%", "drain", "up")]
    [TestCase("Up 100%", "drain", "ready")]
    [TestCase("Maint 100%", "down", "maint")]
    [TestCase("Down 100%", "maint", "down", "ready")]
    [TestCase("Up 60%", "60%", "-", "-")]
    [TestCase("Up 100% stale", "60%", "-", "-", "-")]
    [TestCase("Up 100% stale", "0%", "-", "-", "-", "-")]
    [TestCase("Up 60%", "60%", "-", "-", "up", "-", "-")]
    [TestCase("Up 20%", "60%", "-", "-", "-", "20%")]
    [TestCase("Drain 100% stale", "drain 50%", "-", "-", "-")]
    [TestCase("Down 100% stale: oom", "down # oom", "-", "-", "-")]
    public void Report_is_what_the_answers_come_to(string expected, params string[] answers)
    {
        var report = AgentReport.None;
        foreach (var answer in answers)
        {
            report = answer == "-" ? report.AfterMiss() : report.After(AgentLine.Parse(Encoding.UTF8.GetBytes(answer)));
        }

        var reason = report.Reason.Length > 0 ? $": {report.Reason}" : "";
        var stale = report.IsStale ? " stale" : "";
        Assert.That($"{report.Verdict} {report.Percent}%{stale}{reason}", Is.EqualTo(expected));
    }

    [Test]
    public void Missing_answers_change_nothing_once_the_report_is_stale()
    {
        var stale = AgentReport.None.AfterMiss().AfterMiss().AfterMiss();
        Assert.That(stale.AfterMiss(), Is.SameAs(stale));
    }
}
