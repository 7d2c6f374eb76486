using System.Globalization;
using System.Text.RegularExpressions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

internal sealed partial class ServiceFileTests
{
    private const double ExposureMax = 2.0;
    private const double AgentExposureMax = 1.5;

    [TestCase("l4balancer.service", ExposureMax)]
    [TestCase("l4balancer-agent.service", AgentExposureMax)]
    public async Task Exposure_of_the_service_is_small(string name, double max)
    {
        Needs.Programs("systemd-analyze");
        var unit = Repository.PathOf("systemd", name);
        var report = await Command.RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", unit);
        report.OrThrow();
        var exposure = Exposure().Match(report.Output);
        Assert.That(exposure.Success, Is.True, report.ToString());
        var level = double.Parse(exposure.Groups["exposure"].Value, CultureInfo.InvariantCulture);
        Assert.That(level, Is.LessThanOrEqualTo(max));
    }

    [GeneratedRegex(@"exposure level for [a-z0-9-]+\.service: (?<exposure>[0-9.]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Exposure();
}
