using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>OpenSSL's own TLS server, which answers HTTP with a page about the connection.</summary>
internal sealed class OpensslServer((string Certificate, string Key) files) : RealServer
{
    protected override TestProcess Launch() => TestProcess.Start(
        ["openssl", "s_server", "-accept", Address, "-cert", files.Certificate, "-key", files.Key, "-www", "-quiet"],
        Folder.Path);

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
