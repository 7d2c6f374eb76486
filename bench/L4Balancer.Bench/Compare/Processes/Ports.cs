using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>Starts programs that need a fixed port.</summary>
internal static class Ports
{
    private const int Attempts = 5;
    private const string ListenState = "0A";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Starts a program on a free port, and retries on another one if it ends at once because another program was
    /// faster.
    /// </summary>
    /// <exception cref="CompareException">It listens on none of them; the message has its last output.</exception>
    public static async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        OwnedProcesses processes, Func<int, IReadOnlyList<string>> commandOf, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = new IPEndPoint(IPAddress.Loopback, Free());
            var process = processes.Start(commandOf(address.Port));
            if (await ServesAsync(process, address.Port, stop)) return (process, address);
            await processes.EndAsync(process);
            if (attempt == Attempts) throw new CompareException(Failure(process));
        }
    }

    public static string Failure(OwnedProcess process) =>
        $"{process.Name} is not serving: {process.Lines.LastOrDefault("no output")}";

    /// <param name="table">Lines of /proc/net/tcp: number, local address and port (hexadecimal), remote, state.</param>
    public static bool HasListener(IEnumerable<string> table, int port) => table
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(row => row.Length > 3 && row[3] == ListenState)
        .Any(row => row[1].EndsWith($":{port:X4}", StringComparison.Ordinal));

    /// <summary>A port of the kernel's choice, free when this returns.</summary>
    private static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> ServesAsync(OwnedProcess process, int port, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while (!process.HasExited && DateTime.UtcNow < until)
        {
            // The second check distinguishes our program from another that took the port: ours ends if it cannot bind.
            var isOpen = IsListening(process, port);
            await Task.Delay(Pause, stop);
            if (isOpen && !process.HasExited) return true;
        }

        return false;
    }

    /// <summary>
    /// As shown by the kernel in the process's own network. A connection would show it too, but some of these programs
    /// serve one client at a time, and the check would be the first.
    /// </summary>
    private static bool IsListening(OwnedProcess process, int port)
    {
        try
        {
            return HasListener(File.ReadLines($"/proc/{process.Id}/net/tcp"), port);
        }
        catch (IOException)
        {
            return false; // It ended.
        }
    }
}
