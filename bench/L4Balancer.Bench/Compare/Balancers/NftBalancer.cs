using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>
/// Not a balancer but an nftables rule that rewrites addresses (DNAT): the lower bound of the cost of kernel
/// forwarding. In a network namespace with its own server, so that the rules of the machine do not change. It is not
/// included unless named, because it needs root.
/// </summary>
internal sealed class NftBalancer : IBalancer
{
    private const string Ready = "ready";

    /// <summary>Nothing else runs in that namespace.</summary>
    private const int Port = 1;

    public string Name => "nft";

    public bool HasProcesses => false;

    public string? Missing(Toolbox tools)
    {
        if (!Environment.IsPrivilegedProcess) return "it needs root";
        return tools.Nft is null || tools.Ip is null ? "nftables or iproute2 is not installed" : null;
    }

    public string? CannotDo(Feature feature) =>
        feature.HasDirect ? null : "its server would get what is meant for a balancer";

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var (nft, ip) = (stage.Tools.Nft!, stage.Tools.Ip!);
        var holder = stage.Processes.Start(
            "unshare", "--net", "sh", "-c", $"{ip} link set lo up && echo {Ready} && exec sleep infinity");
        var here = new IPEndPoint(IPAddress.Loopback, Port);
        if (await Announcements.AddressAsync(holder, line => line == Ready ? here : null, stop) is null)
            throw new CompareException(Ports.Failure(holder));
        var place = NetworkPlace.Of(holder);
        var server = await backend.Kind.StartAsync(stage, place, stop);
        var rules = stage.NewFile("rules.nft", RulesOf(server));
        var result = await ProgramRun.ToEndAsync(place.Run([nft, "-f", rules]), TimeSpan.FromSeconds(20), stop);
        if (result.ExitCode != 0) throw new CompareException($"nft failed: {result.LastLine}");
        return new RunningBalancer(here, null, place);
    }

    /// <summary>In the output hook, where connections of the namespace's own clients begin.</summary>
    public static string RulesOf(IPEndPoint server) =>
        $$"""
        table ip compare {
          chain clients {
            type nat hook output priority -100;
            ip daddr 127.0.0.1 tcp dport {{Port}} dnat to {{server}}
          }
        }

        """;
}
