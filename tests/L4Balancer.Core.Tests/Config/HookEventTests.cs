using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The events of hooks are those of the journal.</summary>
public sealed class HookEventTests
{
    /// <summary>What the daemon writes to the journal itself.</summary>
    private static readonly string[] OfDaemon =
        [nameof(HookEvent.Started), nameof(HookEvent.Reloaded), nameof(HookEvent.ReloadRefused)];

    [Test]
    public void A_hook_can_be_run_on_every_notice_and_on_what_the_daemon_reports()
    {
        var notices = typeof(Notice).Assembly.GetTypes().Where(type => type.BaseType == typeof(Notice));
        Assert.That(Enum.GetNames<HookEvent>(), Is.EquivalentTo(notices.Select(type => type.Name).Concat(OfDaemon)),
            "A notice is a word of HookEvent, too.");
    }

    [Test]
    public void Every_notice_has_a_pool() =>
        Assert.That(
            Enum.GetValues<HookEvent>().Where(e => !HookConfig.HasPool(e)).Select(e => e.ToString()),
            Is.EquivalentTo(OfDaemon));
}
