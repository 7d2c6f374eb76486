using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>A probe that cannot be run is an error of the configuration, at its place.</summary>
public sealed class ProbeKindTests
{
    private const string Why = "this machine cannot probe like this";

    [TestCase("health: { type: tcp }", "lb.yaml:4:21: pools.p.health.type: " + Why + " (another type)")]
    [TestCase("health: { send: x }", "lb.yaml:4:13: pools.p.health: " + Why + " (another type)")]
    public void Error_says_which_probe_cannot_be_run(string line, string error)
    {
        var text = Encoding.UTF8.GetBytes(Lb.WithPool(line));
        var result = ConfigReader.Read("lb.yaml", text, whyNotProbed: _ => Why);
        Assert.That(result.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { error }));
    }

    [Test]
    public void A_pool_without_probes_is_not_asked_about() => Assert.That(
        ConfigReader.Read(
            "lb.yaml", Encoding.UTF8.GetBytes(Lb.WithPool("health: { type: none }")), whyNotProbed: _ => Why).Errors,
        Is.Empty);
}
