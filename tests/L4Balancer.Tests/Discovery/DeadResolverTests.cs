using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Discovery;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Discovery;

/// <summary>
/// A balancer with 200 names for which the resolver does not answer, each lookup blocking its thread like
/// getaddrinfo(3), and one name that it answers.
/// </summary>
internal sealed class DeadResolverTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private ManualResetEventSlim _release = null!;
    private ManualTime _time = null!;
    private int _answered;

    [SetUp]
    public void Block() => (_release, _time, _answered) = (new ManualResetEventSlim(), new ManualTime(), 0);

    [TearDown]
    public void Release() => _release.Set();

    [Test]
    public async Task The_start_waits_5_seconds_in_all_and_a_reload_1_second_and_only_for_new_names()
    {
        await using var running = await StartAsync();
        Assert.That(_time.GetUtcNow() - DateTimeOffset.UnixEpoch, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(running.Pool.Set.All, Has.Length.EqualTo(1), "What was answered is in the first table.");
        Assert.That(await running.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);

        var config = running.Balancer.State.Config;
        await running.Balancer.ReloadAsync(config with { BufferSize = 8192 }, Loopback.Deadline);
        Assert.That(running.Balancer.State.Config.BufferSize, Is.EqualTo(8192), "Without a move of the clock.");

        var pool = config.Pools[0] with { Backends = [.. config.Pools[0].Backends, Host("dead-and-new", 1)] };
        var reload = running.Balancer.ReloadAsync(config with { Pools = [pool] }, Loopback.Deadline);
        Assert.That(reload.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        await reload.WaitAsync(Loopback.Deadline);
        Assert.That(running.Balancer.State.Config.Pools[0].Backends, Has.Count.EqualTo(202));
    }

    [Test]
    public async Task A_name_that_is_answered_goes_on_to_be_resolved()
    {
        await using var running = await StartAsync();
        _release.Set(); // From now on the others fail immediately, over and over.
        for (var i = 0; i < 3; i++)
        {
            var before = Volatile.Read(ref _answered);
            await Eventually.HoldsAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    return Volatile.Read(ref _answered) > before;
                },
                () => "the live name is resolved again");
        }
    }

    private async Task<RunningBalancer> StartAsync()
    {
        var entries = Enumerable.Range(0, 200).Select(i => Host($"dead{i}", 1)).Prepend(Host("live", 1));
        var starting = RunningBalancer.StartAsync(
            TestedEngine.Portable, [], pool => pool with { Backends = [.. entries] },
            options: o => o with { Time = _time, Lookup = LookUp });
        await Eventually.HoldsAsync(
            () =>
            {
                if (Volatile.Read(ref _answered) > 0) _time.Advance(Step);
                return starting.IsCompleted;
            },
            () => "it has started");
        return await starting;
    }

    private Lookup LookUp(string name)
    {
        if (name == "live")
        {
            Interlocked.Increment(ref _answered);
            return Lookup.Found([IPAddress.Parse("10.0.0.1")]);
        }

        _release.Wait();
        return Lookup.Failed(Core.Control.NameTrouble.Temporary);
    }

    private static BackendConfig Host(string name, int port) => new() { Address = BackendAddress.OfHost(name, port) };
}
