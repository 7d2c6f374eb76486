using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Backends;

/// <summary>nginx serving files of fixed sizes at <c>/bytes/N</c>, the paths of our own server.</summary>
internal sealed class NginxHttpBackend(string program) : IBackend
{
    private static readonly int[] Sizes = [100, 64 << 10, 1 << 20];

    public string Name => "nginx";

    public async Task<IPEndPoint> StartAsync(
        Stage stage, NetworkPlace place, CancellationToken stop)
    {
        var folder = stage.NewFolder("http");
        var files = Directory.CreateDirectory(Path.Combine(folder, "www/bytes")).FullName;
        foreach (var size in Sizes) await File.WriteAllBytesAsync(Path.Combine(files, $"{size}"), new byte[size], stop);
        var (_, address) = await Ports.StartAsync(
            stage.Processes, port => place.Run(CommandOf(port, folder, stage)), stop);
        return address;
    }

    /// <param name="user">The user of the workers; null for the current one.</param>
    /// <param name="listen">Words after the address of <c>listen</c>.</param>
    public static string ConfigOf(string folder, int port, int workers, string? user, string listen = "") =>
        $$"""
        daemon off;
        {{(user is null ? "" : $"user {user};")}}
        worker_processes {{workers}};
        pid {{folder}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nodelay on;
          keepalive_requests 1000000000;
          keepalive_timeout 10m;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          server { listen 127.0.0.1:{{port}} {{listen}}; root {{folder}}/www; }
        }

        """;

    private IReadOnlyList<string> CommandOf(int port, string folder, Stage stage)
    {
        // The folder is readable only by its owner, and nginx started by root would run its workers as another user.
        var user = Environment.IsPrivilegedProcess ? "root" : null;
        var config = Path.Combine(folder, "nginx.conf");
        var listen = stage.Feature.IsBackendProxied ? "proxy_protocol" : "";
        File.WriteAllText(config, ConfigOf(folder, port, stage.Cores, user, listen));
        return [program, "-e", "stderr", "-p", folder, "-c", config];
    }
}
