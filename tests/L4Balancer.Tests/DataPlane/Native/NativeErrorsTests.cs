using System.Runtime.Versioning;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Native;
using L4Balancer.Linux;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>Whose fault a failed accept is.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class NativeErrorsTests
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
        Assert.That(NativeErrors.OfAccept(errno), Is.EqualTo(fault));
}
