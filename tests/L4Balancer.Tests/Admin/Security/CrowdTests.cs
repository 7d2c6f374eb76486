using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Admin;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using L4Balancer.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>A client that holds many connections of the admin side does not lock others out.</summary>
internal sealed class CrowdTests
{
    [TestCase("")]
    [TestCase("GET /healthz HTTP/1.1\r\n")]
    public async Task Idle_connections_of_one_client_do_not_block_the_probes(string begun)
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        var held = new List<Socket>();
        try
        {
            var address = admin.Server.Addresses.Single(a => a.UnixPath is null);
            for (var i = 0; i < Limits.AdminConnectionsMax + 5; i++)
            {
                held.Add(await Loopback.ConnectAsync(address));
                await held[^1].SendAsync(Encoding.ASCII.GetBytes(begun), Loopback.Deadline);
            }

            await admin.Remote.GetAsync("/readyz").SucceedsAsync();
            await admin.Remote.GetAsync("/healthz").SucceedsAsync();
            await admin.With(RunningAdmin.ReaderToken).GetAsync("/v1/status").SucceedsAsync();
            await admin.Local.GetAsync("/v1/status").SucceedsAsync();
            await Eventually.HoldsAsync(
                () => held.Any(s => s.Poll(0, SelectMode.SelectRead)), () => "the longest idle ones are closed");
            var lines = admin.Warnings.Where(w => w.Contains("some of them from 127.0.0.1", StringComparison.Ordinal));
            Assert.That(lines.Count(), Is.InRange(1, 6), "one line in ten seconds");
        }
        finally
        {
            foreach (var socket in held) socket.Dispose();
        }
    }

    [Test]
    public async Task A_client_with_all_its_connections_in_use_leaves_room_for_another_one()
    {
        var crowd = new Crowd();
        for (var i = 0; i < Limits.AdminConnectionsPerClientMax; i++)
            Assert.That(crowd.Enter("10.0.0.1", isAsking: true), Is.True);
        Assert.That(crowd.Enter("10.0.0.1"), Is.False);
        Assert.That(crowd.Enter("10.0.0.2"), Is.True);
        Assert.That(crowd.Counters.TurnedAway, Is.EqualTo(1));
        await crowd.LeaveAsync();
    }

    [Test]
    public async Task The_longest_idle_connection_of_an_unknown_client_makes_room_first()
    {
        var crowd = new Crowd();
        crowd.Enter("10.0.0.1", isKnown: true);
        crowd.Enter("10.0.0.2");
        for (var i = 2; i < Limits.AdminConnectionsMax; i++) crowd.Enter($"10.0.1.{i}");
        Assert.That(crowd.Enter("10.0.0.3"), Is.True);
        Assert.That(crowd.Aborted, Is.EqualTo(new[] { "10.0.0.2" }));
        await crowd.LeaveAsync();
    }

    [Test]
    public async Task A_connection_without_a_request_is_closed_soon_unless_its_client_is_known()
    {
        var crowd = new Crowd();
        crowd.Enter("10.0.0.1");
        crowd.Enter("10.0.0.2", isKnown: true);
        crowd.Enter("10.0.0.3", isAsking: true);
        crowd.Time.Advance(Limits.AdminUnknownIdleMax);
        Assert.That(crowd.Aborted, Is.EqualTo(new[] { "10.0.0.1" }));
        await crowd.LeaveAsync();
    }

    /// <summary>Connections of many addresses at one entrance.</summary>
    private sealed class Crowd
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Task> _inside = [];
        private readonly Entrance _entrance;

        public Crowd() => _entrance = new Entrance(
            NetAddress.FromIp(IPAddress.Any, 1), Counters, Time, NullLogger.Instance);

        public AdminCounters Counters { get; } = new();

        public ManualTime Time { get; } = new();

        public List<string> Aborted { get; } = [];

        /// <summary>Whether it was let in.</summary>
        public bool Enter(string client, bool isAsking = false, bool isKnown = false)
        {
            var isInside = false;
            Time.Advance(TimeSpan.FromMilliseconds(1));
            _inside.Add(_entrance.Guard(connection =>
            {
                isInside = true;
                var entered = connection.Features.Get<AdminConnection>()!;
                entered.BeginRequest();
                if (isKnown) entered.Know();
                if (!isAsking) entered.EndRequest();
                return _end.Task;
            })(new FakeConnection(client, Aborted)));
            return isInside;
        }

        public Task LeaveAsync()
        {
            _end.SetResult();
            return Task.WhenAll(_inside);
        }
    }

    private sealed class FakeConnection : DefaultConnectionContext
    {
        private readonly string _client;
        private readonly List<string> _aborted;

        public FakeConnection(string client, List<string> aborted)
        {
            (_client, _aborted) = (client, aborted);
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(client), 1);
        }

        public override void Abort(ConnectionAbortedException abortReason) => _aborted.Add(_client);
    }
}
