using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>
/// HAProxy <c>mode tcp</c> with a thread per core and no logs; splicing is off, as by its default, or on where that is
/// compared.
/// </summary>
/// <param name="places">Sessions that the server may have; further ones wait in the queue. 0 is no limit.</param>
internal sealed class HaproxyBalancer(bool isSplicing, int places = 0) : ICheckingBalancer
{
    public string Name => isSplicing ? "haproxy-splice" : places > 0 ? "haproxy-queue" : "haproxy";

    public bool HasProcesses => true;

    public string? Missing(Toolbox tools) => tools.Haproxy is null ? "HAProxy is not installed" : null;

    public string? CannotDo(Feature feature) => feature.HaproxyMissing;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var (process, address) = await Ports.StartAsync(stage.Processes, CommandOf, stop);
        return new RunningBalancer(address, process, NetworkPlace.Here);

        string[] CommandOf(int port) =>
            [stage.Tools.Haproxy!, "-db", "-f", stage.NewFile("haproxy.cfg", ConfigOf(port, backend.Address, stage))];
    }

    public async Task<OwnedProcess> StartCheckingAsync(
        Stage stage, IReadOnlyList<IPEndPoint> backends, TimeSpan interval, CancellationToken stop)
    {
        var check = $"check inter {interval.TotalMilliseconds:0}ms";
        var servers = backends.Select((b, i) => $"  server s{i} {b} {check}").DefaultIfEmpty("  server s 127.0.0.1:1");
        return (await Ports.StartAsync(stage.Processes, CommandOf, stop)).Process;

        string[] CommandOf(int port)
        {
            var config = CheckingConfigOf(port, stage.Cores, string.Join('\n', servers));
            return [stage.Tools.Haproxy!, "-db", "-f", stage.NewFile("haproxy.cfg", config)];
        }
    }

    /// <summary>For a thousand sessions, so that there are enough file descriptors for the checks too.</summary>
    private static string CheckingConfigOf(int port, int cores, string servers) =>
        $"""
        global
          nbthread {cores}
          maxconn 1000
        defaults
          mode tcp
          timeout connect 5s
          timeout client 10m
          timeout server 10m
        listen all
          bind 127.0.0.1:{port}
        {servers}

        """;

    public string ConfigOf(int port, IPEndPoint backend, Stage stage)
    {
        var feature = stage.Feature;
        return $"""
            global
              nbthread {stage.Cores}
              maxconn {stage.SessionsMax}
            defaults
              mode tcp
              maxconn {stage.SessionsMax}
              timeout connect 5s
              timeout client 10m
              timeout server 10m
              timeout queue 1m
              {(isSplicing ? "option splice-auto" : "")}
            frontend clients
              bind 127.0.0.1:{port} {feature.HaproxyBind}
              {feature.WithFile(feature.HaproxyFrontend, stage, network => network)}
              default_backend servers
            backend servers
              {feature.HaproxyBackend}
              server one {backend}{(places > 0 ? $" maxconn {places}" : "")} {feature.HaproxyServer}

            """;
    }
}
