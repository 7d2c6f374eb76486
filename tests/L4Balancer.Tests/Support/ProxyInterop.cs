using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A real HAProxy or nginx that relays one port to another, with lines of configuration given by a test.
/// </summary>
/// <param name="name">haproxy or nginx.</param>
/// <param name="accept">What is added to the listening address: <c>accept-proxy</c>, <c>proxy_protocol</c>.</param>
/// <param name="send">What is added to the server, for nginx a line of its own.</param>
internal sealed class ProxyInterop(string name, int backendPort, string accept, string send) : RealServer
{
    private static readonly string? Module = new[]
    {
        "/usr/lib/nginx/modules/ngx_stream_module.so", "/usr/lib64/nginx/modules/ngx_stream_module.so",
    }.FirstOrDefault(File.Exists);

    protected override TestProcess Launch()
    {
        var config = Folder.PathOf("config");
        if (name == "haproxy")
        {
            Needs.Programs("haproxy");
            File.WriteAllText(config, $"""
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                listen relay
                    bind 127.0.0.1:{Port} {accept}
                    server one 127.0.0.1:{backendPort} {send}

                """);
            return TestProcess.Start(["haproxy", "-db", "-f", config]);
        }

        Needs.Programs("nginx");
        File.WriteAllText(config, $$"""
            {{(Module is null ? "" : $"load_module {Module};")}}
            daemon off;
            master_process off;
            pid {{Folder.PathOf("nginx.pid")}};
            error_log stderr;
            events { worker_connections 64; }
            stream {
                server {
                    listen 127.0.0.1:{{Port}} {{accept}};
                    {{send}}
                    proxy_half_close on;
                    proxy_pass 127.0.0.1:{{backendPort}};
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
