using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>Starting programs that must be told their port.</summary>
internal static class Ports
{
    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Starts a program on a port that was free a moment ago, on another one when it ends at once: somebody was faster.
    /// </summary>
    /// <exception cref="CompareException">It accepts no connection on any of them; with its last words.</exception>
    public static async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        OwnedProcesses processes, Func<int, IReadOnlyList<string>> commandOf, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = new IPEndPoint(IPAddress.Loopback, Free());
            var command = commandOf(address.Port);
            var process = processes.Start(command);
            if (await AcceptsAsync(process, address, stop)) return (process, address);
            await processes.EndAsync(process);
            if (attempt == Attempts) throw new CompareException(Failure(command[0], process));
        }
    }

    public static string Failure(string program, OwnedProcess process) =>
        $"{program} does not serve: {process.Lines.LastOrDefault("it said nothing")}";

    /// <summary>A port of the kernel's choice, free when this returns.</summary>
    private static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> AcceptsAsync(OwnedProcess process, IPEndPoint address, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while (!process.HasExited && DateTime.UtcNow < until)
        {
            // The second look tells our program from a stranger that took the port: ours ends when it cannot bind.
            var isOpen = await ConnectsAsync(address, stop);
            await Task.Delay(Pause, stop);
            if (isOpen && !process.HasExited) return true;
        }

        return false;
    }

    private static async Task<bool> ConnectsAsync(IPEndPoint address, CancellationToken stop)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
