using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>A client's session with a <see cref="NamedBackend"/>, line by line.</summary>
internal sealed class TestSession : IDisposable
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private TestSession(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>The name that the backend sent.</summary>
    public string? Backend { get; private set; }

    public static async Task<TestSession> OpenAsync(MachineNetwork network, int port)
    {
        var session = new TestSession(await network.ConnectAsync(port));
        session.Backend = await session.ReadLineAsync();
        return session;
    }

    /// <summary>The same through a unix socket.</summary>
    public static async Task<TestSession> OpenUnixAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var session = new TestSession(socket);
        session.Backend = await session.ReadLineAsync();
        return session;
    }

    /// <summary>Sends a line and returns the line that comes back.</summary>
    public async Task<string?> EchoAsync(string line)
    {
        await _writer.WriteLineAsync(line);
        return await ReadLineAsync();
    }

    /// <summary>True when the other side ends the session, orderly or not, without another byte.</summary>
    public async Task<bool> IsEndedByPeerAsync()
    {
        try
        {
            return await ReadLineAsync() is null;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private Task<string?> ReadLineAsync() => _reader.ReadLineAsync().WaitAsync(Loopback.Patience);
}
