using System.Net.Sockets;

namespace L4Balancer.Sockets;

/// <summary>
/// Classifies the errors of accept(2). On Linux it also reports network errors of the new connection, which are the
/// peer's.
/// </summary>
internal static class AcceptErrors
{
    public static AcceptFault Classify(SocketError error) => error switch
    {
        SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket or SocketError.InvalidArgument
            or SocketError.Shutdown or SocketError.OperationNotSupported => AcceptFault.Fatal,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ProcessLimit =>
            AcceptFault.Pressure,
        SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NetworkDown
            or SocketError.ProtocolType or SocketError.ProtocolOption or SocketError.HostDown
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AccessDenied
            or SocketError.TimedOut => AcceptFault.Peer,

        // Unknown errors may last: the pause keeps the loop from spinning, and it continues.
        _ => AcceptFault.Pressure,
    };
}
