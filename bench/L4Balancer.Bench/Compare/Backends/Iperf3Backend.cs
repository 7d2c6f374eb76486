using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Backends;

/// <summary>A server of iperf3, which serves one test at a time.</summary>
internal sealed class Iperf3Backend(string program) : IBackend
{
    public string Name => "iperf3";

    public async Task<IPEndPoint> StartAsync(
        Stage stage, NetworkPlace place, CancellationToken stop)
    {
        var (_, address) = await Ports.StartAsync(
            stage.Processes, port => place.Run([program, "-s", "-B", "127.0.0.1", "-p", $"{port}"]), stop);
        return address;
    }
}
