using L4Balancer.Core;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// A listener of the configuration: its name, the gate that all its addresses share, and what is counted of it. Kept by
/// name across reloads; any thread.
/// </summary>
internal sealed class ListenerSlot(string name, AdmissionGate gate)
{
    private volatile ListenerView? _last;

    public string Name { get; } = name;

    public AdmissionGate Gate { get; } = gate;

    public ListenerCounters Counters { get; } = new(name, gate);

    /// <summary>
    /// The listener as the table has it. One that has just left the configuration is served as it last was: its last
    /// clients were in the kernel's queue before that, and are not to be reset for it.
    /// </summary>
    public ListenerView ViewIn(BackendTable table)
    {
        if (table.Listeners.TryGetValue(Name, out var view))
        {
            // Read before write: the reference changes with a reload, and is read for every session.
            if (!ReferenceEquals(_last, view)) _last = view;
            return view;
        }

        Invariant.Require(_last is not null, "A listener accepts only after a table has named it.");
        return _last;
    }
}
