using System.Net.Sockets;
using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>A real HAProxy with one server, whose agent it asks ten times a second.</summary>
internal sealed class HaproxyServer(int backendPort, int agentPort, string agentSend) : RealServer
{
    private string StatsPath => Folder.PathOf("stats");

    /// <summary>A column of <c>show stat</c> for the server, such as weight or status.</summary>
    public async Task<string> StatAsync(string column)
    {
        using var socket = await Loopback.ConnectAsync(NetAddress.FromUnix(StatsPath));
        await socket.SendAsync("show stat\n");
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        var lines = (await reader.ReadToEndAsync(Loopback.Deadline)).Split('\n');
        var index = Array.IndexOf(lines[0].TrimStart('#', ' ').Split(','), column);
        var server = lines.Single(line => line.StartsWith("back,server,", StringComparison.Ordinal));
        return server.Split(',')[index];
    }

    /// <summary>Waits for a value of a column.</summary>
    public Task<string> StatAsync(string column, Func<string, bool> isSo) =>
        Eventually.GetAsync($"{column} of HAProxy", Loopback.Patience, () => StatAsync(column), isSo);

    protected override TestProcess Launch()
    {
        Needs.Programs("haproxy");
        var config = Folder.PathOf("haproxy.cfg");
        var agent = $"agent-check agent-port {agentPort} agent-inter 100ms agent-send \"{agentSend}\\n\"";
        File.WriteAllText(config, $"""
            global
                stats socket {StatsPath} mode 600 level admin
            defaults
                mode tcp
                timeout connect 5s
                timeout client 30s
                timeout server 30s
            frontend front
                bind 127.0.0.1:{Port}
                default_backend back
            backend back
                balance roundrobin
                server server 127.0.0.1:{backendPort} weight 100 {agent}

            """);
        return TestProcess.Start(["haproxy", "-db", "-f", config]);
    }

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            return (await StatAsync("svname")).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
