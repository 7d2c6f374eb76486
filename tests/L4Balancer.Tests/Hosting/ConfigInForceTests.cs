using L4Balancer.Core;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Model and digest always belong to the same bytes, whatever happens to the file meanwhile.</summary>
internal sealed class ConfigInForceTests
{
    [Test]
    public async Task The_start_does_not_look_at_the_file_a_second_time()
    {
        await using var it = await HostedDaemon.StartAsync(beforeStart: hosted => File.Delete(hosted.Path));
        Assert.That(it.Daemon.InForce.Digest, Is.EqualTo(it.Read.Digest));
        Assert.That(it.Daemon.InForce.Config, Is.SameAs(it.Read.Result.Config));
    }

    [Test]
    public async Task A_file_that_was_swapped_during_the_start_is_not_taken_for_what_is_in_force()
    {
        await using var it = await HostedDaemon.StartAsync(beforeStart: hosted => hosted.Write(backends: 2));
        Assert.That(it.Daemon.InForce.Config!.Pools[0].Backends, Has.Count.EqualTo(1));
        Assert.That(it.Daemon.InForce.Digest, Is.Not.EqualTo(ConfigFile.Read(it.Path).Digest));
    }

    [Test]
    public async Task A_reload_changes_both_at_once_and_a_refused_one_neither()
    {
        await using var it = await HostedDaemon.StartAsync();
        it.Write(backends: 2);
        it.Daemon.BeginReload();
        await it.BackendsAsync(2);
        var digest = ConfigFile.Read(it.Path).Digest;
        Assert.That(it.Daemon.InForce.Digest, Is.EqualTo(digest));
        await File.WriteAllTextAsync(it.Path, "listeners: 7");
        it.Daemon.BeginReload();
        await Eventually.HoldsAsync(() => !it.Daemon.InForce.Snapshot.IsLastReloadGood, () => "it is refused");
        Assert.That(it.Daemon.InForce.Digest, Is.EqualTo(digest));
        Assert.That(it.Daemon.InForce.Config!.Pools[0].Backends, Has.Count.EqualTo(2));
    }

    [Test]
    public void What_is_wrong_never_comes_into_force() => Assert.That(
        () => new ConfigInForce(ConfigFile.Of("x", "listeners: 7"u8), TimeProvider.System),
        Throws.TypeOf<InvariantException>());
}
