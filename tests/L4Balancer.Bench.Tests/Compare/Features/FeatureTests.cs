using System.Net;
using System.Text;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;
using L4Balancer.Core.Config;

namespace L4Balancer.Bench.Tests.Compare.Features;

/// <summary>Every balancer accepts what it is configured to do.</summary>
internal sealed class FeatureTests
{
    private static readonly IPEndPoint Backend = new(IPAddress.Loopback, 6379);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static IEnumerable<string> Names => FeatureList.All.Select(feature => feature.Name);

    [TestCaseSource(nameof(Names))]
    public async Task Our_configuration_has_no_error(string name)
    {
        await using var stage = StageOf(name);
        var feature = stage.Feature;
        var text = OwnBalancer.ConfigOf(
            "native", "{ type: none }", [Backend], "", feature.Pool,
            feature.WithFile(feature.Listener, stage, network => network));
        var read = ConfigReader.Read("compare.yaml", Encoding.UTF8.GetBytes(text));
        Assert.That(read.Errors, Is.Empty, text);
    }

    [TestCaseSource(nameof(Names))]
    public async Task HAProxy_accepts_its_configuration(string name)
    {
        NeededTools.ForRedis();
        await using var stage = StageOf(name);
        if (stage.Feature.HaproxyMissing is { } reason) Assert.Pass($"HAProxy: {reason}");
        var file = stage.NewFile("haproxy.cfg", new HaproxyBalancer(isSplicing: false).ConfigOf(1024, Backend, stage));
        var checkedBy = await ProgramRun.ToEndAsync([stage.Tools.Haproxy!, "-c", "-f", file], Patience, default);
        Assert.That(checkedBy.ExitCode, Is.Zero, () => checkedBy.Output + checkedBy.Errors + File.ReadAllText(file));
    }

    [TestCaseSource(nameof(Names))]
    public async Task Nginx_accepts_its_configuration(string name)
    {
        NeededTools.ForRedis();
        await using var stage = StageOf(name);
        if (stage.Feature.NginxMissing is { } reason) Assert.Pass($"nginx: {reason}");
        var nginx = stage.Tools.Nginx!;
        var built = await ProgramRun.ToEndAsync([nginx, "-V"], Patience, default);
        var module = NginxBalancer.ModuleFor(built.Output + built.Errors);
        var folder = stage.NewFolder("nginx");
        var file = stage.NewFile("stream.conf", NginxBalancer.ConfigOf(folder, 1024, Backend, stage, module));
        string[] command = [nginx, "-t", "-e", "stderr", "-p", folder, "-c", file];
        var checkedBy = await ProgramRun.ToEndAsync(command, Patience, default);
        Assert.That(checkedBy.ExitCode, Is.Zero, () => checkedBy.Output + checkedBy.Errors);
    }

    [Test]
    public void Names_differ_and_workloads_exist()
    {
        Assert.That(Names, Is.Unique);
        var workloads = FeatureList.All.SelectMany(feature => feature.Workloads).Distinct();
        Assert.That(workloads, Is.SubsetOf(WorkloadList.All.Select(workload => workload.Name)));
    }

    /// <summary>The sessions of these go through all balancers, with their own kinds of clients and servers.</summary>
    [TestCase("sni")]
    [TestCase("access-100k")]
    public async Task A_feature_is_measured_for_all(string name)
    {
        NeededTools.ForRedis();
        using var compare = new CompareProcess(
            "--with", name, "--rounds", "1", "--duration", "300ms", "--force", "--balancers", "haproxy,nginx,native");
        var (exitCode, output, errors) = await compare.EndAsync();
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Success), errors + output);
        Assert.That(output, Does.Contain("All balancers do this: "));
        foreach (var balancer in new[] { "haproxy", "nginx", "native" })
            Assert.That(output, Does.Match($@"(?m)^\| {balancer}(\\\*)? \| [1-9]"), errors + output);
    }

    private static Stage StageOf(string name) => new(Toolbox.Installed(), sessionsMax: 100)
    {
        Feature = FeatureList.All.Single(feature => feature.Name == name),
    };
}
