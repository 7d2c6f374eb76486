using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Backends;

/// <summary>The verb <c>serve</c> of this program, where no well-known server is installed.</summary>
internal sealed class OwnBackend(string protocol) : IBackend
{
    private const string Announcement = "listening ";

    public string Name => "serve";

    public async Task<IPEndPoint> StartAsync(
        Stage stage, NetworkPlace place, CancellationToken stop)
    {
        var process = stage.Processes.Start(
            place.Run([.. Toolbox.ThisProgram(), "serve", "--protocol", protocol, "--bind", "127.0.0.1:0"]));
        var address = await Announcements.AddressAsync(process, AddressIn, stop);
        return address ?? throw new CompareException(Ports.Failure(process));
    }

    /// <summary>Null when the line is not the announcement.</summary>
    public static IPEndPoint? AddressIn(string line) =>
        line.StartsWith(Announcement, StringComparison.Ordinal)
        && IPEndPoint.TryParse(line.AsSpan(Announcement.Length).Trim(), out var address)
            ? address
            : null;
}
