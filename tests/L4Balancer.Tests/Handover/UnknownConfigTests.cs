using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting;
using L4Balancer.Linux.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// A successor that does not understand the configuration in force: its own file has no errors, so it takes the
/// listening sockets.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UnknownConfigTests : BackendFixture
{
    private const string Next = """
        listeners: { l: { bind: "127.0.0.1:1", pool: p } }
        pools: { p: { backends: ["127.0.0.1:2"] } }
        """;

    [Test]
    public async Task The_sessions_stay_where_they_are_and_the_successor_accepts()
    {
        await using var old = await StartAsync([]);
        using var before = await old.OpenAsync(Backend);
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = new HandoverChannel(mine);
        var predecessor = new Predecessor(
            channel, () => { }, (IEngineHandover)old.Balancer.Engine, old.Balancer.Table,
            () => Task.FromResult(StateOf(old, "telepathy: on")), TimeProvider.System);
        var giving = Task.Run(predecessor.RunAsync);
        using var takeover = await Task.Run(() => Takeover.Begin(
            new Successor(new HandoverChannel(new DescriptorChannel(other))),
            ConfigFile.Of("lb.yaml", Encoding.UTF8.GetBytes(Next)), Hello.Current));
        Assert.That((takeover.Memory, takeover.HasNewConfig), Is.EqualTo(((BalancerMemory?)null, false)));
        await using var next = await StartAsync(takeover.Listeners);
        var (sessions, declined) = await takeover.CompleteAsync(next.Balancer, () => throw new NotSupportedException());
        Assert.That(
            declined, Does.StartWith("this version does not understand the configuration in force: ")
                .And.Contain("telepathy"));
        Assert.That((sessions, (await giving).Declined), Is.EqualTo((0, declined)));
        await before.PingAsync();
        using var later = await next.OpenAsync(Backend);
        await later.PingAsync();
        Assert.That((old.Counters.Accepted, next.Counters.Accepted), Is.EqualTo((1L, 1L)));
    }

    private static StateMessage StateOf(RunningBalancer balancer, string config) => new()
    {
        Version = "1",
        Protocol = Hello.Current,
        Config = config,
        Memory = BalancerMemory.Of(balancer.Balancer.State),
        Listeners = 0,
    };

    private Task<RunningBalancer> StartAsync(IReadOnlyList<InheritedListener> inherited) =>
        RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(Backend)], options: o => o with { Inherited = inherited });
}
