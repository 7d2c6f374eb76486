using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// Sockets of this process in the network of a machine. A socket stays in the network that its thread was in when it
/// was created (setns(2)), so a thread enters it, creates the socket, and ends.
/// </summary>
internal sealed class MachineNetwork(Machine machine)
{
    private const int CloneNewNet = 0x40000000;

    public async Task<Socket> ConnectAsync(int port)
    {
        var socket = Create();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Socket Listen(int port)
    {
        var socket = Create();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    private Socket Create()
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/proc/{machine.Init}/ns/net");
                if (SetNs(network, CloneNewNet) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new IOException("No socket in the machine's network.", failure);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNs(SafeHandle fd, int kind);
}
