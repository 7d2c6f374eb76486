using System.Net;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Balancers;

/// <summary>
/// nginx <c>stream</c> with its passive checks (<c>max_fails=1 fail_timeout=10s</c>); active ones are not in the free
/// version, and neither is <c>least_time</c>.
/// </summary>
internal sealed class NginxDrill : DrillBalancer
{
    public override string Name => "nginx";

    public override string? Missing(Toolbox tools) => tools.Nginx is null ? "nginx is not installed" : null;

    public override async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, IReadOnlyList<IPEndPoint> servers, DrillOptions options, CancellationToken stop)
    {
        var program = stage.Tools.Nginx!;
        var built = await ProgramRun.ToEndAsync([program, "-V"], TimeSpan.FromSeconds(20), stop);
        var module = NginxBalancer.ModuleFor(built.Output + built.Errors);
        var folder = stage.NewFolder("nginx");
        return await Ports.StartAsync(stage.Processes, CommandOf, stop);

        string[] CommandOf(int port)
        {
            var config = stage.NewFile("stream.conf", ConfigOf(stage, folder, port, servers, options.Policy, module));
            return [program, "-e", "stderr", "-p", folder, "-c", config];
        }
    }

    private static string ConfigOf(
        Stage stage, string folder, int port, IReadOnlyList<IPEndPoint> servers, string policy, string? module) =>
        $$"""
        {{(module is null ? "" : $"load_module {module};")}}
        daemon off;
        worker_processes {{stage.Cores}};
        pid {{folder}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections {{2 * stage.SessionsMax}}; }
        stream {
          upstream drill {
            zone drill 1m;
            {{PolicyOf(policy)}}
            {{string.Join(' ', servers.Select(s => $"server {s} max_fails=1 fail_timeout=10s;"))}}
          }
          server {
            listen 127.0.0.1:{{port}} reuseport backlog=4096;
            proxy_pass drill;
            proxy_connect_timeout {{ConnectSeconds}}s;
            proxy_timeout 10m;
          }
        }

        """;

    /// <summary>Round robin is the default, and has no word.</summary>
    private static string PolicyOf(string policy) => policy switch
    {
        "round-robin" => "",
        "random" => "random;",
        "power-of-two" => "random two least_conn;",
        _ => "least_conn;",
    };
}
