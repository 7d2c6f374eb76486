using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class UsualResponseTests
{
    [Test]
    public void It_is_the_mean_of_the_last_windows()
    {
        var usual = new UsualResponse();
        usual.Read(0, 0, now: 0);
        usual.Read(100, 100_000, now: 11_000_000);
        Assert.That(usual.Mean, Is.EqualTo(1000));
        usual.Read(200, 300_000, now: 22_000_000);
        Assert.That(usual.Mean, Is.EqualTo(2000), "The first window is forgotten.");
        usual.Read(300, 600_000, now: 33_000_000);
        Assert.That(usual.Mean, Is.EqualTo(3000));
    }

    [Test]
    public void Few_answers_are_kept_for_longer()
    {
        var usual = new UsualResponse();
        usual.Read(9, 9000, now: 0);
        for (var second = 10; second < 100; second += 10) usual.Read(9, 9000, second * 1_000_000L);
        Assert.That((usual.Count, usual.Mean), Is.EqualTo((9L, 1000.0)));
    }
}
