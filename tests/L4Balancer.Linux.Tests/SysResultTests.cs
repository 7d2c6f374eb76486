using System.ComponentModel;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Tests;

internal sealed unsafe class SysResultTests
{
    [Test]
    public void Failed_call_gives_its_errno()
    {
        Rlimit limit;
        var result = SysResult.From(SysResource.getrlimit(-1, &limit));
        Assert.That((result.IsSuccess, result.Errno), Is.EqualTo((false, Errno.EINVAL)));
    }

    [Test]
    public void Errno_is_of_this_call_and_not_of_the_one_before()
    {
        Rlimit limit;
        SysResult.From(SysResource.getrlimit(-1, &limit));
        var result = SysResult.From(SysResource.getrlimit(SysResource.RLIMIT_NOFILE, (Rlimit*)8));
        Assert.That(result.Errno, Is.EqualTo(Errno.EFAULT));
    }

    [Test]
    public void Success_has_a_value_and_no_errno()
    {
        var result = SysResult.From(5);
        Assert.That((result.IsSuccess, result.Value, result.Errno), Is.EqualTo((true, (nint)5, Errno.None)));
        Assert.That(() => result.OrThrow("call"), Throws.Nothing);
    }

    [Test]
    public void Failure_that_must_not_be_is_thrown_with_the_words_of_the_C_library() =>
        Assert.That(
            () => new SysResult(-(nint)Errno.EINVAL).OrThrow("getrlimit"),
            Throws.TypeOf<Win32Exception>().With.Message.EqualTo("getrlimit: Invalid argument")
                .And.Property(nameof(Win32Exception.NativeErrorCode)).EqualTo(22));
}
