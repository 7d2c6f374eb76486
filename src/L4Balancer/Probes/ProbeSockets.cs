using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes;

/// <summary>What every probe over a socket has in common.</summary>
internal static class ProbeSockets
{
    /// <summary>
    /// Opens a socket, lets <paramref name="use"/> probe with it, and turns its errors into outcomes.
    /// </summary>
    /// <exception cref="LocalShortageException">This machine is short of sockets or ports.</exception>
    public static async Task<ProbeOutcome> UseAsync(NetAddress address, Func<Socket, Task<ProbeOutcome>> use)
    {
        try
        {
            using var socket = address.CreateSocket();
            return await use(socket);
        }
        catch (SocketException e)
            when (ConnectErrors.Classify(address, e.SocketErrorCode) == ConnectFault.LocalShortage)
        {
            throw new LocalShortageException(ConnectErrors.Describe(address, e.SocketErrorCode));
        }
        catch (SocketException e)
        {
            return ProbeOutcome.Bad(ConnectErrors.Describe(address, e.SocketErrorCode));
        }
    }
}
