using System.Net.Sockets;
using System.Text;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>A request as it is written, which no library has put in order.</summary>
internal static class RawRequest
{
    /// <param name="head">Request line and headers, each with its line end; the empty line is put behind.</param>
    /// <returns>The whole answer, of which each byte is a character; empty when the connection was closed.</returns>
    public static async Task<string> SendAsync(RunningAdmin admin, string head)
    {
        using var socket = await Loopback.ConnectAsync(admin.Server.Addresses.Single(a => a.UnixPath is null));
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(head + "Connection: close\r\n\r\n"), Loopback.Deadline);
            var buffer = new byte[4096];
            int count;
            while ((count = await socket.ReceiveAsync(buffer, Loopback.Deadline)) > 0)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // The data before it is the answer.
        }

        return answer.ToString();
    }
}
