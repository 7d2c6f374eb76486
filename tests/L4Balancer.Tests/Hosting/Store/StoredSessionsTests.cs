using System.Runtime.Versioning;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Store;
using L4Balancer.Linux.Handles;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Hosting.Store;

/// <summary>Sessions as they are stored for a restart, without systemd. With it: the tests under Systemd.</summary>
[TestFixtureSource(nameof(Kinds))]
[SupportedOSPlatform("linux")]
internal sealed class StoredSessionsTests(TestedEngine engine) : BackendFixture
{
    /// <summary>More than one message can have the descriptors of.</summary>
    private const int Sessions = 140;

    private static IEnumerable<TestFixtureData> Kinds => [new(TestedEngine.Native), new(TestedEngine.Portable)];

    [Test]
    public async Task They_can_be_read_once_and_go_on_where_they_are()
    {
        await using var balancer = await StartAsync();
        var opened = new List<RelayedSession>();
        for (var i = 0; i < Sessions; i++) opened.Add(await balancer.OpenAsync(Backend));
        await opened[^1].PingAsync();
        var handover = (IEngineHandover)balancer.Balancer.Engine;
        var suspension = await handover.SuspendAsync();
        using (var stored = Write(balancer, suspension))
        {
            using (var next = Again(stored))
            {
                Assert.That(next.ReadHeader(), Is.EqualTo((Sessions, 5L)));
                Assert.That(next.ReadState().Version, Is.EqualTo("1"));
                using var reader = NewReader(balancer);
                var parts = new List<MemoryPart>();
                Assert.That(next.ReadInto(reader, parts.Add).Sessions, Is.EqualTo(Sessions));
                Assert.That(reader.Sessions, Has.Count.EqualTo(Sessions));
                Assert.That(parts.Select(part => part.Name), Is.EqualTo(new[] { "some" }));
            }

            AssertIncomplete(balancer, stored);
        }

        await suspension.GoOnAsync();
        foreach (var session in opened) await session.PingAsync();
        opened.ForEach(session => session.Dispose());
    }

    [Test]
    public async Task Whether_somebody_has_them_is_known_and_nobody_has_them_once_they_are_revoked()
    {
        await using var balancer = await StartAsync();
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        var suspension = await ((IEngineHandover)balancer.Balancer.Engine).SuspendAsync();
        using (var nobodys = Write(balancer, suspension)) Assert.That(nobodys.IsStored(), Is.False);
        using (var stored = Write(balancer, suspension))
        using (var next = Again(stored))
        {
            Assert.That(stored.IsStored(), Is.True);
            Assert.That(next.ReadHeader().Sessions, Is.EqualTo(1));
        }

        using (var stored = Write(balancer, suspension))
        using (var next = Again(stored))
        {
            using var systemd = new SystemdNotifier(
                _ => null, balancer.Balancer.Background, TimeProvider.System, NullLogger.Instance);
            stored.Revoke(systemd);
            Assert.That(() => next.ReadHeader(), Throws.TypeOf<HandoverException>());
        }

        await suspension.GoOnAsync();
        await session.PingAsync();
    }

    [TestCase(0, TestName = "{m}(no header)")]
    [TestCase(40, TestName = "{m}(in the state)")]
    [TestCase(-3, TestName = "{m}(near the end)")]
    public async Task What_was_cut_off_is_not_used(int length)
    {
        await using var balancer = await StartAsync();
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        var suspension = await ((IEngineHandover)balancer.Balancer.Engine).SuspendAsync();
        using (var stored = Write(balancer, suspension))
        {
            var file = (Microsoft.Win32.SafeHandles.SafeFileHandle)stored.Holders.File;
            RandomAccess.SetLength(file, length < 0 ? RandomAccess.GetLength(file) + length : length);
            AssertIncomplete(balancer, stored);
        }

        await suspension.GoOnAsync();
        await session.PingAsync();
    }

    private static void AssertIncomplete(RunningBalancer balancer, StoredSessions stored)
    {
        using var next = Again(stored);
        using var reader = NewReader(balancer);
        Assert.That(
            () =>
            {
                next.ReadState();
                next.ReadInto(reader, _ => { });
            },
            Throws.TypeOf<HandoverException>());
    }

    private static StoredSessions Write(RunningBalancer balancer, ISuspension suspension) => StoredSessions.Write(
        new StateMessage
        {
            Version = "1",
            Protocol = Hello.Current,
            Config = "",
            Memory = BalancerMemory.Of(balancer.Balancer.State),
            Listeners = 0,
        },
        [new MemoryPart("some", new byte[] { 1 })], suspension, now: 5);

    /// <summary>As another process has it.</summary>
    private static StoredSessions Again(StoredSessions stored) => new(
        SafeFd.Duplicate((int)stored.Holders.File.DangerousGetHandle()),
        [.. stored.Holders.Queues.Select(queue => SafeFd.Duplicate(queue.Number))]);

    private static SessionReader NewReader(RunningBalancer balancer) => new(new ArrivingTerms(
        balancer.Balancer.Table, ((IEngineHandover)balancer.Balancer.Engine).CountersOf));

    private Task<RunningBalancer> StartAsync() =>
        RunningBalancer.StartAsync(engine, [Loopback.AddressOf(Backend)]);
}
