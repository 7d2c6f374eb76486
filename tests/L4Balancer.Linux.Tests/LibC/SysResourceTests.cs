using System.Runtime.CompilerServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Tests.LibC;

internal sealed class SysResourceTests
{
    [Test]
    public void Rlimit_has_the_size_of_the_C_structure() => Assert.That(Unsafe.SizeOf<Rlimit>(), Is.EqualTo(16));
}
