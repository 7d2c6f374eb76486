using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Sockets on 127.0.0.1 for tests; every wait has a limit.</summary>
internal static class Loopback
{
    /// <summary>No test waits longer than this for something that must happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static CancellationToken Deadline => new CancellationTokenSource(Patience).Token;

    /// <summary>For a transfer: time enough for a loaded machine.</summary>
    public static CancellationToken DeadlineFor(long bytes) =>
        new CancellationTokenSource(Patience * (bytes < 8 * 1024 * 1024 ? 1 : 3)).Token;

    /// <summary>
    /// A port of 127.0.0.1 that refuses connections as long as the socket exists: bound, but not listening.
    /// </summary>
    public static Socket Refuse()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    public static Socket Listen(int port = 0, int backlog = 128)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen(backlog);
        return socket;
    }

    public static NetAddress AddressOf(Socket listener) =>
        listener.LocalEndPoint is IPEndPoint ip
            ? NetAddress.FromIp(ip.Address, ip.Port)
            : NetAddress.FromUnix(listener.LocalEndPoint!.ToString()!);

    /// <param name="from">The client's own address; null is the kernel's choice.</param>
    public static async Task<Socket> ConnectAsync(NetAddress address, string? from = null)
    {
        var socket = address.CreateSocket();
        if (from is not null) socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        if (address.UnixPath is null) socket.NoDelay = true;
        await socket.ConnectAsync(address.ToEndPoint(), Deadline);
        return socket;
    }

    /// <summary>Returns null if the connection was reset before the connect completed.</summary>
    public static async Task<Socket?> TryConnectAsync(NetAddress address, string? from = null)
    {
        try
        {
            return await ConnectAsync(address, from);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    public static Task<Socket> AcceptAsync(Socket listener) => listener.AcceptAsync(Deadline).AsTask();

    public static async Task SendAsync(this Socket socket, string text) =>
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), Deadline);

    /// <summary>Reads exactly this many bytes as text.</summary>
    public static async Task<string> ReadAsync(this Socket socket, int length)
    {
        var buffer = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(done), Deadline);
            if (read == 0) throw new EndOfStreamException($"Closed after {done} of {length} bytes.");
            done += read;
        }

        return System.Text.Encoding.UTF8.GetString(buffer);
    }

    /// <summary>Reads to the end, and returns the data and how it ended.</summary>
    public static async Task<(byte[] Bytes, StreamEnd End)> ReadToEndAsync(this Socket socket)
    {
        var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            try
            {
                var read = await socket.ReceiveAsync(buffer, Deadline);
                if (read == 0) return (content.ToArray(), StreamEnd.Fin);
                content.Write(buffer, 0, read);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return (content.ToArray(), StreamEnd.Reset);
            }
        }
    }

    /// <summary>Closes with RST.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}

/// <summary>How a direction of a TCP connection ended.</summary>
internal enum StreamEnd
{
    Fin,
    Reset,
}
