using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.Tests.Sockets;

/// <summary>Classification of failed system calls by their cause.</summary>
internal sealed class ConnectErrorsTests
{
    private static readonly NetAddress Tcp = NetAddress.FromIp(IPAddress.Loopback, 1);

    [TestCase(SocketError.ConnectionRefused)]
    [TestCase(SocketError.TimedOut)]
    [TestCase(SocketError.HostUnreachable)]
    [TestCase(SocketError.NetworkUnreachable)]
    [TestCase(SocketError.ConnectionReset)]
    public void A_connect_failed_by_the_backend_or_the_network_counts_against_it(SocketError error) =>
        Assert.That(ConnectErrors.Classify(Tcp, error), Is.EqualTo(ConnectFault.Backend));

    [TestCase(SocketError.TooManyOpenSockets)]
    [TestCase(SocketError.NoBufferSpaceAvailable)]
    [TestCase(SocketError.AddressNotAvailable)]
    [TestCase(SocketError.AddressAlreadyInUse)]
    [TestCase(SocketError.AccessDenied)]
    [TestCase(SocketError.AddressFamilyNotSupported)]
    public void A_connect_failed_by_this_machine_does_not_count_against_the_backend(SocketError error) =>
        Assert.That(ConnectErrors.Classify(Tcp, error), Is.EqualTo(ConnectFault.LocalShortage));

    [Test]
    public void A_unix_socket_that_is_not_there_is_the_backends_fault() =>
        Assert.That(
            ConnectErrors.Classify(NetAddress.FromUnix("/run/x.sock"), SocketError.AddressNotAvailable),
            Is.EqualTo(ConnectFault.Backend));

    [TestCase(SocketError.TooManyOpenSockets, "Pressure")]
    [TestCase(SocketError.NoBufferSpaceAvailable, "Pressure")]
    [TestCase(SocketError.ConnectionAborted, "Peer")]
    [TestCase(SocketError.NetworkDown, "Peer")]
    [TestCase(SocketError.HostUnreachable, "Peer")]
    [TestCase(SocketError.AccessDenied, "Peer")]
    [TestCase(SocketError.OperationAborted, "Fatal")]
    [TestCase(SocketError.InvalidArgument, "Fatal")]
    [TestCase(SocketError.SocketError, "Pressure", Description = "an error nobody knows must not spin")]
    public void A_failed_accept_stops_pauses_or_goes_on(SocketError error, string fault) =>
        Assert.That(AcceptErrors.Classify(error).ToString(), Is.EqualTo(fault));
}
