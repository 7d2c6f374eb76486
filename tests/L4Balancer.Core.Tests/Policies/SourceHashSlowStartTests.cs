using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class SourceHashSlowStartTests
{
    [Test]
    public void Clients_move_to_a_ramping_backend_gradually_and_stay()
    {
        var backends = TestPool.OfWeights(3, 3, 3, 3);
        var ramping = backends[2].Address.ToString();
        var full = AnswersAt(backends, 100);
        var own = full.Count(answer => answer == ramping);
        var before = AnswersAt(backends, 0);
        Assert.That(before, Has.No.Member(ramping));
        for (var percent = 10; percent <= 100; percent += 10)
        {
            var now = AnswersAt(backends, percent);
            var movedTo = before.Zip(now).Where(c => c.First != c.Second).Select(c => c.Second);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(now.Count(a => a == ramping), Is.EqualTo(own * percent / 100.0).Within(0.03 * own));
                Assert.That(movedTo, Is.All.EqualTo(ramping));
            }

            before = now;
        }

        Assert.That(before, Is.EqualTo(full));
    }

    [Test]
    public void Backends_that_all_ramp_at_the_same_pace_serve_as_if_none_did()
    {
        var backends = TestPool.OfWeights(1, 2, 3);
        TestBackend[] all = [.. backends.Select(b => b with { RampPercent = 10 })];
        var ramping = SourceHashPolicyTests.AnswersOf(TestPool.Build(PolicyKind.SourceHash, all));
        var full = SourceHashPolicyTests.AnswersOf(TestPool.Build(PolicyKind.SourceHash, backends));
        Assert.That(ramping, Is.EqualTo(full));
    }

    /// <summary>At 0 percent the backend is not in use yet: down.</summary>
    private static string[] AnswersAt(TestBackend[] backends, int percent)
    {
        TestBackend[] now = [.. backends];
        now[2] = now[2] with { RampPercent = percent, IsEligible = percent > 0 };
        return SourceHashPolicyTests.AnswersOf(TestPool.Build(PolicyKind.SourceHash, now));
    }
}
