using System.Runtime.Versioning;
using L4Balancer.Linux;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Tests.Sockets;

/// <summary>Whether the errno of a failed connect is the backend's fault or the machine's.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class ConnectErrnoTests
{
    [TestCase(Errno.ECONNREFUSED)]
    [TestCase(Errno.ETIMEDOUT)]
    [TestCase(Errno.EHOSTUNREACH)]
    [TestCase(Errno.ENETUNREACH)]
    [TestCase(Errno.ECONNRESET)]
    [TestCase(Errno.ENOENT)]
    public void A_connect_failed_by_the_backend_or_the_network_counts_against_it(Errno errno)
    {
        Assert.That(ConnectErrno.IsLocalShortage(errno, isUnix: false), Is.False);
        Assert.That(ConnectErrno.IsLocalShortage(errno, isUnix: true), Is.False);
    }

    [TestCase(Errno.EADDRNOTAVAIL)]
    [TestCase(Errno.EADDRINUSE)]
    [TestCase(Errno.EMFILE)]
    [TestCase(Errno.ENFILE)]
    [TestCase(Errno.ENOBUFS)]
    [TestCase(Errno.ENOMEM)]
    [TestCase(Errno.ENOSPC)]
    [TestCase(Errno.EPERM)]
    [TestCase(Errno.EACCES)]
    public void A_connect_failed_by_this_machine_does_not_count_against_the_backend(Errno errno) =>
        Assert.That(ConnectErrno.IsLocalShortage(errno, isUnix: false), Is.True);

    [Test]
    public void A_full_unix_socket_queue_is_the_backends_fault_and_a_lack_of_ports_is_ours()
    {
        Assert.That(ConnectErrno.IsLocalShortage(Errno.EAGAIN, isUnix: true), Is.False);
        Assert.That(ConnectErrno.IsLocalShortage(Errno.EAGAIN, isUnix: false), Is.True);
    }

    [TestCase(Errno.ECONNREFUSED, "connection refused")]
    [TestCase(Errno.EMFILE, "out of file descriptors")]
    [TestCase(Errno.EPIPE, "connection reset")]
    [TestCase(Errno.EPROTO, "Protocol error")]
    public void An_errno_has_a_description_for_operators(Errno errno, string words) =>
        Assert.That(ConnectErrno.Describe(errno), Is.EqualTo(words));
}
