using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A real nginx in front of an HTTP server on this machine; it puts the server's address into Host.</summary>
internal sealed class NginxServer(int upstreamPort) : RealServer
{
    protected override TestProcess Launch()
    {
        Needs.Programs("nginx");
        var config = Folder.PathOf("nginx.conf");
        File.WriteAllText(config, $$"""
            daemon off;
            master_process off;
            pid {{Folder.PathOf("nginx.pid")}};
            error_log stderr;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{Folder.PathOf("body")}};
                proxy_temp_path {{Folder.PathOf("proxy")}};
                fastcgi_temp_path {{Folder.PathOf("fastcgi")}};
                uwsgi_temp_path {{Folder.PathOf("uwsgi")}};
                scgi_temp_path {{Folder.PathOf("scgi")}};
                server {
                    listen 127.0.0.1:{{Port}};
                    location / { proxy_pass http://127.0.0.1:{{upstreamPort}}; }
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
