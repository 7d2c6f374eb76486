using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// A configured listener: its name, the gate that all its addresses share, and its counters. Kept by name across
/// reloads; any thread.
/// </summary>
/// <param name="state">What all listeners share.</param>
internal sealed class ListenerSlot(string name, AdmissionState state)
{
    private volatile ListenerView? _last;

    public string Name => Counters.Name;

    public AdmissionGate Gate => Counters.Gate;

    public AdmissionState State { get; } = state;

    /// <summary>Tells its sources from those of other listeners.</summary>
    public int Number => Counters.Number;

    /// <summary>The bucket of its <c>connection-rate</c>.</summary>
    public SharedTokenBucket Bucket { get; } = new();

    /// <summary>What a client that it does not serve sees.</summary>
    public OnDenyAction OnDeny => _last?.Config.Access?.OnDeny ?? OnDenyAction.Reset;

    public ListenerCounters Counters { get; } = new(name) { Number = state.NextListener() };

    /// <summary>
    /// The listener as it is in the table. A listener that has just left the configuration keeps its last view: its
    /// last clients were already in the kernel's queue, and must not be reset.
    /// </summary>
    public ListenerView ViewIn(BackendTable table)
    {
        var view = FindIn(table);
        Invariant.Require(view is not null, "A listener accepts only after a table has named it.");
        return view;
    }

    /// <summary>The same; null if no table has named it since its sessions were handed over.</summary>
    public ListenerView? FindIn(BackendTable table)
    {
        if (!table.Listeners.TryGetValue(Name, out var view)) return _last;

        // Read before writing: the reference changes only with a reload, but is read for every session.
        if (!ReferenceEquals(_last, view)) _last = view;
        return view;
    }
}
