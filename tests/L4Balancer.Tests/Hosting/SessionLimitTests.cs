using L4Balancer.Hosting;

namespace L4Balancer.Tests.Hosting;

/// <summary>From the limit of open files to the sessions that it allows.</summary>
internal sealed class SessionLimitTests
{
    [TestCase(400UL, 22, Description = "what the process needs for itself comes first")]
    [TestCase(1_024UL, 256, Description = "a quarter of a small limit is kept back for probes")]
    [TestCase(20_000UL, 9_616)]
    [TestCase(1_048_576UL, 523_904)]
    [TestCase(0UL, 1)]
    [TestCase(3UL, 1)]
    [TestCase(ulong.MaxValue, int.MaxValue, Description = "no limit")]
    public void A_session_takes_two_files_beside_a_reserve(ulong openFiles, int sessions) =>
        Assert.That(SessionLimit.Of(openFiles), Is.EqualTo(sessions));
}
