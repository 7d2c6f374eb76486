using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests;

internal sealed class KernelFeaturesTests
{
    [Test]
    public void This_kernel_has_epoll_and_splice() =>
        Assert.That(KernelFeatures.Probe(), Is.EqualTo(new KernelFeatures(EpollLack: null, SpliceLack: null)));

    [Test]
    public void What_cannot_be_made_is_named()
    {
        KernelFeatures? features = null;
        TestLibC.WithoutDescriptors(() => features = KernelFeatures.Probe());
        Assert.That(features!.EpollLack, Is.EqualTo("epoll_create1: Too many open files"));
        Assert.That(features.SpliceLack, Is.EqualTo("no pipe can be made"));
    }
}
