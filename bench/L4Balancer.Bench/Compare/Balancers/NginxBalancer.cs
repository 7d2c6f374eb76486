using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>nginx <c>stream</c> with a worker per core, each with its own listening socket, and no logs.</summary>
internal sealed class NginxBalancer : IBalancer
{
    /// <summary>Where distributions install nginx's stream module, if it is not built in.</summary>
    private static readonly string[] Modules =
        ["/usr/lib/nginx/modules/ngx_stream_module.so", "/usr/lib64/nginx/modules/ngx_stream_module.so"];

    public string Name => "nginx";

    public bool HasProcesses => true;

    public string? Missing(Toolbox tools) => tools.Nginx is null ? "nginx is not installed" : null;

    public string? CannotDo(Feature feature) => feature.NginxMissing;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var program = stage.Tools.Nginx!;
        var built = await ProgramRun.ToEndAsync([program, "-V"], TimeSpan.FromSeconds(20), stop);
        var module = ModuleFor(built.Output + built.Errors);
        var folder = stage.NewFolder("nginx");
        var (process, address) = await Ports.StartAsync(stage.Processes, CommandOf, stop);
        return new RunningBalancer(address, process, NetworkPlace.Here);

        string[] CommandOf(int port)
        {
            var config = stage.NewFile("stream.conf", ConfigOf(folder, port, backend.Address, stage, module));
            return [program, "-e", "stderr", "-p", folder, "-c", config];
        }
    }

    /// <summary>Two connections for each session; one worker could get all of them.</summary>
    /// <param name="module">The module to load; null when it is built in.</param>
    public static string ConfigOf(string folder, int port, IPEndPoint backend, Stage stage, string? module)
    {
        var feature = stage.Feature;
        var stream = feature.NginxStream.Replace("{backend}", $"{backend}", StringComparison.Ordinal);
        return $$"""
            {{(module is null ? "" : $"load_module {module};")}}
            daemon off;
            worker_processes {{stage.Cores}};
            pid {{folder}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections {{2 * stage.SessionsMax}}; }
            stream {
              {{feature.WithFile(stream, stage, network => $"{network} 127.0.0.1:1;")}}
              server {
                listen 127.0.0.1:{{port}} reuseport backlog=4096 {{feature.NginxListen}};
                proxy_pass {{feature.NginxPass ?? $"{backend}"}};
                proxy_connect_timeout 5s;
                proxy_timeout 10m;
                {{feature.NginxServer}}
              }
            }

            """;
    }

    /// <param name="build">What <c>nginx -V</c> says.</param>
    /// <exception cref="CompareException">It has no stream module, and none is installed for it.</exception>
    public static string? ModuleFor(string build)
    {
        if (build.Split(' ', '\n').Contains("--with-stream")) return null;
        return Array.Find(Modules, File.Exists)
            ?? throw new CompareException("nginx has no stream module (Debian: libnginx-mod-stream).");
    }
}
