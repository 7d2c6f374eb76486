using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A real nginx that answers <c>/healthz</c>, over HTTP and HTTPS.</summary>
internal sealed class NginxSite((string Certificate, string Key) files) : RealServer
{
    public int SecurePort { get; private set; }

    /// <summary>What the error log has, which is written from level info on, without the lines of the start.</summary>
    public string[] Errors => [.. Log.Where(line => line.Contains('[') && !line.Contains("[notice]"))];

    /// <summary>The access log: status and request.</summary>
    public string[] Requests => [.. Log.Where(line => line.StartsWith("request ", StringComparison.Ordinal))];

    protected override TestProcess Launch()
    {
        Needs.Programs("nginx");
        SecurePort = FreePort.Pick();
        var config = Folder.PathOf("nginx.conf");
        File.WriteAllText(config, $$"""
            daemon off;
            master_process off;
            pid {{Folder.PathOf("nginx.pid")}};
            error_log stderr info;
            events { worker_connections 256; }
            http {
                log_format short 'request $status $request';
                access_log /dev/stdout short;
                client_body_temp_path {{Folder.PathOf("body")}};
                proxy_temp_path {{Folder.PathOf("proxy")}};
                fastcgi_temp_path {{Folder.PathOf("fastcgi")}};
                uwsgi_temp_path {{Folder.PathOf("uwsgi")}};
                scgi_temp_path {{Folder.PathOf("scgi")}};
                server {
                    listen 127.0.0.1:{{Port}};
                    listen 127.0.0.1:{{SecurePort}} ssl;
                    ssl_certificate {{files.Certificate}};
                    ssl_certificate_key {{files.Key}};
                    location = /healthz { return 200 "state: ready\n"; }
                    location / { return 503; }
                }
            }
            """);
        return TestProcess.Start(["nginx", "-c", config, "-e", "stderr"]);
    }

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", Port, Loopback.Deadline);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
