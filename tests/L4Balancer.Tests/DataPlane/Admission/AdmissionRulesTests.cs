using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Tests.DataPlane.Sessions;

namespace L4Balancer.Tests.DataPlane.Admission;

/// <summary>The decision about a client, and the places that its ticket returns.</summary>
internal sealed class AdmissionRulesTests
{
    private static readonly CloseReason Admitted = CloseReason.None;

    [TestCase(0, 0, 0, ExpectedResult = nameof(CloseReason.None))]
    [TestCase(9, 0, 0, ExpectedResult = nameof(CloseReason.None))]
    [TestCase(10, 0, 0, ExpectedResult = nameof(CloseReason.RefusedSessionLimit))]
    [TestCase(2, 2, 3, ExpectedResult = nameof(CloseReason.None))]
    [TestCase(3, 3, 3, ExpectedResult = nameof(CloseReason.RefusedListenerFull))]
    [TestCase(10, 3, 3, ExpectedResult = nameof(CloseReason.RefusedSessionLimit))]
    public string The_limits_of_the_process_and_the_listener_decide(int inProcess, int atListener, int listenerMax)
    {
        var (slot, process) = Door();
        for (var i = 0; i < inProcess; i++) process.TryTake();
        for (var i = 0; i < atListener; i++) slot.Gate.TryEnter(0);
        var decision = Decide(new AdmissionRules(), slot, listenerMax);
        Assert.That(decision.Line, Is.Null);
        Assert.That(decision.Listener is not null, Is.EqualTo(decision.Reason == Admitted));
        decision.Ticket.GiveBack();
        Assert.That((process.Taken, slot.Gate.Active), Is.EqualTo((inProcess, atListener)), "All is given back.");
        return decision.Reason.ToString();
    }

    [Test]
    public void A_client_that_may_wait_keeps_its_place_in_the_process_and_is_decided_about_again()
    {
        var (slot, process) = Door();
        var rules = new GivenAdmission { ListenerPatience = TimeSpan.FromSeconds(1) };
        var holder = Decide(rules, slot, listenerMax: 1).Ticket;
        var waiting = Decide(rules, slot, listenerMax: 1);
        Assert.That((waiting.Reason, waiting.Line), Is.EqualTo((Admitted, slot.Gate.Line)));
        Assert.That((process.Taken, slot.Gate.Active), Is.EqualTo((2, 1)));
        holder.GiveBack();
        var admitted = Decide(rules, slot, listenerMax: 1, waiting.Ticket);
        Assert.That((admitted.Reason, admitted.Line), Is.EqualTo((Admitted, (object?)null)));
        Assert.That((process.Taken, slot.Gate.Active), Is.EqualTo((1, 1)), "Nothing is taken twice.");
        admitted.Ticket.GiveBack();
        Assert.That((process.Taken, slot.Gate.Active), Is.EqualTo((0, 0)));
    }

    private static (ListenerSlot Slot, SessionPlaces Process) Door()
    {
        var state = new AdmissionState(10, seed: 1, TimeProvider.System);
        return (new ListenerSlot("listener", state), state.Places);
    }

    private static ListenerConfig Config(int maxConnections) =>
        new() { Name = "listener", Bind = [], Pool = "pool", MaxConnections = maxConnections };

    private static AdmissionDecision Decide(
        AdmissionRules rules, ListenerSlot slot, int listenerMax, Ticket held = default)
    {
        var listener = new ListenerView(Config(listenerMax), Pools.Empty("pool"));
        return rules.Decide(new Arrival(default, slot, listener, now: 0), held);
    }
}
