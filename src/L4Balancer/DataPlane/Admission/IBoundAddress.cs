using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Admission;

/// <summary>A bound address of an engine. It keeps its sockets while the configuration around it changes.</summary>
internal interface IBoundAddress
{
    BindAddress Bind { get; }

    /// <summary>As the kernel has it.</summary>
    NetAddress Actual { get; }

    /// <summary>The listener of the configuration that it belongs to.</summary>
    ListenerSlot Slot { get; }

    /// <summary>The inodes of its sockets, also while they close.</summary>
    IReadOnlyList<ulong> Inodes { get; }

    /// <summary>Sockets of this process may be bound beside its own from now on.</summary>
    void AllowSharing();

    /// <summary>
    /// Belongs to this listener of the table in force from now on; before the start, and with every reload.
    /// </summary>
    void Become(ListenerSlot slot, int backlog);

    /// <summary>Accepts from now on; one that was bound beside others begins to listen with this.</summary>
    void Start();

    /// <summary>
    /// Takes what waits in the kernel's queue, then closes: closing at once would reset those clients. Completes when
    /// it is done.
    /// </summary>
    Task StopAsync();

    /// <summary>Closes what never accepted.</summary>
    void Discard();
}
