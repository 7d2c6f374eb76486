using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Tests.DataPlane.Admission;

/// <summary>
/// The order in which an arriving client is decided about: the place of the process, the access list, the rate of the
/// listener, the rate of the source, its sessions, the places of the listener.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ArrivalsTests
{
    private static readonly ConnectionRateConfig One = new() { Rate = 1, Burst = 1 };

    private readonly AdmissionState _state = new(descriptors: 10, seed: 1, TimeProvider.System);
    private readonly AdmissionRules _rules = new();
    private readonly ListenerSlot _slot;

    public ArrivalsTests() => _slot = new ListenerSlot("listener", _state);

    [Test]
    public void First_rule_that_refuses_gives_the_reason()
    {
        var config = Config() with
        {
            Access = new AccessConfig { Deny = [IPNetwork.Parse("10.9.0.0/16")] },
            ConnectionRate = new ConnectionRateConfig { Rate = 1, Burst = 3 },
            PerSource = new PerSourceConfig { MaxConnections = 1, ConnectionRate = new() { Rate = 1, Burst = 2 } },
            MaxConnections = 2,
        };
        Assert.That(Reason(config, "10.9.1.1"), Is.EqualTo(CloseReason.RefusedAccess));
        Assert.That(Reason(config, "10.0.0.1"), Is.EqualTo(CloseReason.None));
        Assert.That(Reason(config, "10.0.0.1"), Is.EqualTo(CloseReason.RefusedSourceFull));
        Assert.That(Reason(config, "10.0.0.1"), Is.EqualTo(CloseReason.RefusedSourceRate));
        Assert.That(Reason(config, "10.0.0.2"), Is.EqualTo(CloseReason.None));
        Assert.That(Reason(config, "10.0.0.3"), Is.EqualTo(CloseReason.RefusedListenerFull));
        Assert.That(Reason(config with { MaxConnections = 0 }, "10.0.0.4"), Is.EqualTo(CloseReason.None),
            "The refused ones took no token of the listener.");
        Assert.That(Reason(config, "10.0.0.5"), Is.EqualTo(CloseReason.RefusedListenerRate));
        Assert.That(Reason(config, "10.9.1.1"), Is.EqualTo(CloseReason.RefusedAccess));
    }

    [Test]
    public void Everything_that_was_taken_is_given_back()
    {
        var config = Config() with { PerSource = new PerSourceConfig { MaxConnections = 1 }, MaxConnections = 1 };
        var first = Decide(config, "10.0.0.1");
        foreach (var client in new[] { "10.0.0.1", "10.0.0.2" })
        {
            var refused = Decide(config, client);
            Assert.That(refused.IsRefused);
            refused.Ticket.GiveBack();
        }

        Assert.That((_state.Places.Taken, _slot.Gate.Active, Sessions()), Is.EqualTo((1, 1, 1)));
        first.Ticket.GiveBack();
        Assert.That((_state.Places.Taken, _slot.Gate.Active, Sessions()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void Client_that_waits_for_a_place_is_counted_once()
    {
        var config = Config() with
        {
            ConnectionRate = new ConnectionRateConfig { Rate = 1, Burst = 2 },
            PerSource = new PerSourceConfig { ConnectionRate = new() { Rate = 1, Burst = 2 } },
            MaxConnections = 1,
        };
        var patient = new Sessions.GivenAdmission { ListenerPatience = TimeSpan.FromSeconds(1) };
        var holder = Decide(config, "10.0.0.1", patient).Ticket;
        var waiting = Decide(config, "10.0.0.1", patient);
        Assert.That(waiting.Line, Is.Not.Null);
        Assert.That(Decide(config, "10.0.0.1", patient, waiting.Ticket).Line, Is.Not.Null);
        holder.GiveBack();
        var admitted = Decide(config, "10.0.0.1", patient, waiting.Ticket);
        Assert.That((admitted.Reason, admitted.Line, Sessions()), Is.EqualTo((CloseReason.None, (object?)null, 1)));
        admitted.Ticket.GiveBack();
        Assert.That(Sessions(), Is.Zero);
    }

    [Test]
    public void Client_behind_a_proxy_is_decided_about_when_its_address_is_known()
    {
        var config = Config() with
        {
            Access = new AccessConfig { Deny = [IPNetwork.Parse("10.9.0.0/16")] },
            MaxConnections = 1,
        };
        var view = new ListenerView(config, Pools.Empty("pool")) { Arrival = ArrivalRules.Of(config, access: null) };
        var proxy = ClientAddress.Of(new IPEndPoint(IPAddress.Parse("10.9.0.1"), 1));
        var early = _rules.Decide(new Arrival(proxy, _slot, view, now: 0) { IsClientKnown = false }, default);
        Assert.That((early.Reason, _state.Places.Taken, _slot.Gate.Active), Is.EqualTo((CloseReason.None, 1, 0)));
        Assert.That(Decide(config, "10.9.1.1", held: early.Ticket).Reason, Is.EqualTo(CloseReason.RefusedAccess));
        var served = Decide(config, "10.0.0.1", held: early.Ticket);
        Assert.That((served.Reason, _state.Places.Taken, _slot.Gate.Active), Is.EqualTo((CloseReason.None, 1, 1)));
    }

    [Test]
    public void Clients_of_unix_sockets_have_no_source_and_are_not_denied()
    {
        var config = Config() with
        {
            Access = new AccessConfig { Allow = [IPNetwork.Parse("10.0.0.0/8")] },
            PerSource = new PerSourceConfig { ConnectionRate = One },
        };
        for (var i = 0; i < 3; i++) Assert.That(Reason(config, null), Is.EqualTo(CloseReason.None));
    }

    [Test]
    public void Listener_without_rules_counts_no_sources()
    {
        Assert.That(Reason(Config(), "10.0.0.1"), Is.EqualTo(CloseReason.None));
        Assert.That(_state.KnownSources, Is.Null);
    }

    [Test]
    public void Refusals_are_seen_by_source()
    {
        var config = Config() with { Access = new AccessConfig { Deny = [IPNetwork.Parse("10.9.0.0/16")] } };
        for (var i = 0; i < 5; i++) Reason(config, "10.9.1.1");
        Reason(config, "10.0.0.1");
        var (count, most) = _state.Sources.RefusedSince(_slot.Number, since: 0, now: 0);
        Assert.That((count, most!.Value.Source, most.Value.Refusals), Is.EqualTo((1, "10.9.1.1", 5)));
    }

    [Test]
    public void Silent_clients_make_room_for_sessions()
    {
        var held = new Held();
        Assert.That(_state.Silent.TryHold(held));
        for (var i = 0; i < 10; i++) Assert.That(Reason(Config(), "10.0.0.1"), Is.EqualTo(CloseReason.None));
        Assert.That((held.IsReleased, _state.SilentCount), Is.EqualTo((true, 0)));
        Assert.That(Reason(Config(), "10.0.0.1"), Is.EqualTo(CloseReason.RefusedSessionLimit));
        Assert.That(_state.Silent.TryHold(new Held()), Is.False);
    }

    [Test]
    public void Process_limit_is_the_lower_one_and_changes()
    {
        _state.Places.Limit(2);
        Reason(Config(), "10.0.0.1");
        Reason(Config(), "10.0.0.1");
        Assert.That(Reason(Config(), "10.0.0.1"), Is.EqualTo(CloseReason.RefusedSessionLimit));
        _state.Places.Limit(3);
        Assert.That(Reason(Config(), "10.0.0.1"), Is.EqualTo(CloseReason.None));
        _state.Places.Limit(0);
        Assert.That(_state.Places.Max, Is.EqualTo(10));
        _state.Places.Limit(5000);
        Assert.That(_state.Places.Max, Is.EqualTo(10), "The descriptors do not allow more.");
    }

    private int Sessions() => _state.Sources.Top(SourceOrder.Sessions, _slot.Number, 10, 0).Sum(s => s.Sessions);

    private CloseReason Reason(ListenerConfig config, string? client)
    {
        var decision = Decide(config, client);
        if (decision.IsRefused) decision.Ticket.GiveBack();
        return decision.Reason;
    }

    private AdmissionDecision Decide(
        ListenerConfig config, string? client, AdmissionRules? rules = null, Ticket held = default)
    {
        var view = new ListenerView(config, Pools.Empty("pool")) { Arrival = ArrivalRules.Of(config, access: null) };
        var address = client is null ? default : ClientAddress.Of(new IPEndPoint(IPAddress.Parse(client), 1));
        return (rules ?? _rules).Decide(new Arrival(address, _slot, view, now: 0), held);
    }

    private static ListenerConfig Config() => new() { Name = "listener", Bind = [], Pool = "pool" };

    private sealed class Held : IDisposable
    {
        public bool IsReleased { get; private set; }

        public void Dispose() => IsReleased = true;
    }
}
