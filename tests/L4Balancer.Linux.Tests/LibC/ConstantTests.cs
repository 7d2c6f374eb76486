using System.Globalization;
using System.Reflection;
using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.LibC;

/// <summary>
/// Every number that has a C name equals the number in the headers, on each architecture for which a compiler is
/// installed.
/// </summary>
internal sealed class ConstantTests
{
    private const string MoreHeaders =
        """
        #include <netinet/tcp.h>
        #include <poll.h>
        #include <signal.h>
        #include <spawn.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        #include <sys/wait.h>
        #include <unistd.h>
        """;

    private static readonly Type[] Declarations =
    [
        typeof(NetinetTcp), typeof(Signal), typeof(Spawn), typeof(SysEpoll), typeof(SysResource), typeof(SysSocket),
        typeof(SysStat), typeof(Unistd),
    ];

    private static IEnumerable<string> Constants =>
        from type in Declarations
        from constant in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where constant.IsLiteral
        select $"{constant.Name} == {Convert.ToInt64(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)}LL";

    private static IEnumerable<string> Errors =>
        from errno in Enum.GetValues<Errno>()
        where errno != Errno.None
        select $"{errno} == {(int)errno}";

    private static IEnumerable<string> Events =>
    [
        $"EPOLLIN == {(uint)Readiness.Readable}", $"EPOLLOUT == {(uint)Readiness.Writable}",
        $"EPOLLERR == {(uint)Readiness.Error}", $"EPOLLHUP == {(uint)Readiness.HangUp}",
        $"EPOLLRDHUP == {(uint)Readiness.PeerClosed}", $"EPOLLPRI == {(uint)Readiness.Urgent}",
    ];

    [Test]
    public void There_are_numbers_to_compare() => Assert.That(Constants.Count(), Is.GreaterThan(40));

    [TestCaseSource(typeof(CCompiler), nameof(CCompiler.Installed))]
    public void Numbers_are_those_of_the_C_headers(string compiler) =>
        Assert.That(CCompiler.Check(compiler, MoreHeaders, Constants.Concat(Errors).Concat(Events)), Is.Empty);
}
