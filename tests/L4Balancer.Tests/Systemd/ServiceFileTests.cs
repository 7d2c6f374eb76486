using System.Globalization;
using System.Text.RegularExpressions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

internal sealed partial class ServiceFileTests
{
    private const double ExposureMax = 2.0;

    [Test]
    public async Task Exposure_of_the_service_is_small()
    {
        Needs.Programs("systemd-analyze");
        var unit = Repository.PathOf("systemd", "l4balancer.service");
        var report = await Command.RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", unit);
        report.OrThrow();
        var exposure = Exposure().Match(report.Output);
        Assert.That(exposure.Success, Is.True, report.ToString());
        var level = double.Parse(exposure.Groups["exposure"].Value, CultureInfo.InvariantCulture);
        Assert.That(level, Is.LessThanOrEqualTo(ExposureMax));
    }

    [GeneratedRegex(@"exposure level for l4balancer\.service: (?<exposure>[0-9.]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Exposure();
}
