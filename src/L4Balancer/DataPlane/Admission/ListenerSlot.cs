using L4Balancer.Core;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// A configured listener: its name, the gate that all its addresses share, and its counters. Kept by name across
/// reloads; any thread.
/// </summary>
/// <param name="process">The places of the process, which all listeners share.</param>
internal sealed class ListenerSlot(string name, SessionPlaces process)
{
    private volatile ListenerView? _last;

    public string Name => Counters.Name;

    public AdmissionGate Gate => Counters.Gate;

    public SessionPlaces Process { get; } = process;

    public ListenerCounters Counters { get; } = new(name);

    /// <summary>
    /// The listener as it is in the table. A listener that has just left the configuration keeps its last view: its
    /// last clients were already in the kernel's queue, and must not be reset.
    /// </summary>
    public ListenerView ViewIn(BackendTable table)
    {
        if (table.Listeners.TryGetValue(Name, out var view))
        {
            // Read before writing: the reference changes only with a reload, but is read for every session.
            if (!ReferenceEquals(_last, view)) _last = view;
            return view;
        }

        Invariant.Require(_last is not null, "A listener accepts only after a table has named it.");
        return _last;
    }
}
