using System.Net;
using System.Net.Sockets;
using System.Text;

namespace L4Balancer.Bench.Compare.Checks;

/// <summary>
/// As many backends as are wanted behind one listening socket: every address of 127.0.0.0/8 is this machine. It accepts
/// and closes, on the loopback device only.
/// </summary>
internal sealed class CheckedServer : IDisposable
{
    /// <summary>Checks of thousands of backends may arrive at the same moment.</summary>
    private const int Backlog = 4_096;

    // Numbers of socket(7).
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;

    public CheckedServer()
    {
        _listener.SetRawSocketOption(SolSocket, SoBindToDevice, Encoding.ASCII.GetBytes("lo\0"));
        _listener.Bind(new IPEndPoint(IPAddress.Any, 0));
        _listener.Listen(Backlog);
        _accepting = AcceptAsync();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <param name="count">At most 60,000.</param>
    public IReadOnlyList<IPEndPoint> Addresses(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new IPEndPoint(AddressOf(i), Port))];

    public void Dispose()
    {
        _listener.Dispose();
        _accepting.Wait();
    }

    private static IPAddress AddressOf(int index) => new([127, 1, (byte)(index / 250), (byte)(1 + index % 250)]);

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptAsync();
                socket.Dispose();
            }
            catch (Exception e) when (e is ObjectDisposedException
                || e is SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException)
            {
                // The check was gone before it was accepted.
            }
        }
    }
}
