using System.Net;
using System.Security.Cryptography;
using L4Balancer.Admin;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Operations;

namespace L4Balancer.Demo;

/// <summary>
/// The admin side of the demo: on a free port of this machine, for anyone with the token of this run.
/// </summary>
internal sealed class DemoAdmin(BalancerOperations operations, AdminServer server, string token) : IAsyncDisposable
{
    private const int TokenBytes = 24;

    /// <summary>The token is in the fragment, which browsers do not send.</summary>
    public string Url => $"http://{server.Addresses[0]}/#token={token}";

    public static async Task<DemoAdmin> StartAsync(
        Balancer balancer, NoticeJournal notices, BalancerOptions options, CancellationToken cancellationToken)
    {
        var operations = new BalancerOperations(new OperationsParts
        {
            Balancer = balancer,
            Journal = notices,
            InForce = ConfigInForce.WithoutFile(options.Time),
            SessionsMax = options.Descriptors.Sessions,
            Time = options.Time,
        });
        var folder = Directory.CreateTempSubdirectory("l4balancer-");
        try
        {
            var token = RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true);
            var file = Path.Combine(folder.FullName, "token");
            await File.WriteAllTextAsync(file, token, cancellationToken);
            var config = new AdminConfig
            {
                Bind = [new BindAddress(NetAddress.FromIp(IPAddress.Loopback, 0), IsDualStack: false)],
                OperatorTokenFile = file,
            };
            var server = await AdminServer.StartAsync(
                config, operations, balancer.Background, options.Time, options.Logs, cancellationToken);
            return new DemoAdmin(operations, server, token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        operations.Dispose();
    }
}
