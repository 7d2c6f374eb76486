using System.Runtime.Versioning;
using L4Balancer.Linux;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Tests.Sockets;

/// <summary>What follows from an error as the kernel returns it.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class ErrnoTests
{
    [TestCase(Errno.EBADF, AcceptFault.Fatal)]
    [TestCase(Errno.EINVAL, AcceptFault.Fatal)]
    [TestCase(Errno.EMFILE, AcceptFault.Pressure)]
    [TestCase(Errno.ENFILE, AcceptFault.Pressure)]
    [TestCase(Errno.ENOBUFS, AcceptFault.Pressure)]
    [TestCase(Errno.ENOMEM, AcceptFault.Pressure)]
    [TestCase((Errno)999, AcceptFault.Pressure)]
    [TestCase(Errno.ECONNABORTED, AcceptFault.Peer)]
    [TestCase(Errno.EPERM, AcceptFault.Peer)]
    [TestCase(Errno.EHOSTUNREACH, AcceptFault.Peer)]
    [TestCase(Errno.ENETDOWN, AcceptFault.Peer)]
    [TestCase(Errno.EPROTO, AcceptFault.Peer)]
    public void A_failed_accept_stops_pauses_or_goes_on(Errno errno, AcceptFault fault) =>
        Assert.That(SocketErrno.OfAccept(errno), Is.EqualTo(fault));

    [TestCase(Errno.EAGAIN, false, true)]
    [TestCase(Errno.EAGAIN, true, false)]
    [TestCase(Errno.ENOENT, true, false)]
    [TestCase(Errno.ENOSPC, false, true)]
    [TestCase(Errno.EADDRNOTAVAIL, false, true)]
    [TestCase(Errno.ECONNREFUSED, false, false)]
    [TestCase((Errno)999, false, false)]
    public void A_failed_connect_is_a_local_shortage_or_counts_against_the_backend(
        Errno errno, bool isUnix, bool isShortage) =>
        Assert.That(ConnectErrno.IsLocalShortage(errno, isUnix), Is.EqualTo(isShortage));

    [TestCase(Errno.ECONNREFUSED, "connection refused")]
    [TestCase(Errno.ENOENT, "no such file or directory")]
    [TestCase(Errno.EADDRNOTAVAIL, "no such local address, or out of local ports")]
    [TestCase(Errno.EPERM, "permission denied")]
    [TestCase(Errno.ENFILE, "out of file descriptors")]
    [TestCase(Errno.ENOMEM, "Cannot allocate memory")]
    public void An_error_has_an_operators_words_or_those_of_the_system(Errno errno, string text) =>
        Assert.That(ConnectErrno.Describe(errno), Is.EqualTo(text));
}
