using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Admission;

/// <summary>A bound address of an engine. It keeps its sockets while the configuration around it changes.</summary>
internal interface IBoundAddress
{
    BindAddress Bind { get; }

    /// <summary>The address as reported by the kernel.</summary>
    NetAddress Actual { get; }

    /// <summary>The options of its sockets.</summary>
    ListenSocketConfig Options { get; }

    /// <summary>The listener of the configuration that it belongs to.</summary>
    ListenerSlot Slot { get; }

    /// <summary>The inodes of its sockets, even while they are closing.</summary>
    IReadOnlyList<ulong> Inodes { get; }

    /// <summary>Its sockets, for a handover.</summary>
    IReadOnlyList<SafeHandle> Sockets { get; }

    /// <summary>From now on, other sockets of this process may be bound to overlapping addresses.</summary>
    void AllowSharing();

    /// <summary>Assigns it to this listener of the table in force; before the start, and with every reload.</summary>
    void Become(ListenerSlot slot, ListenerConfig listener);

    /// <summary>Starts accepting; an address that was bound beside others starts to listen only now.</summary>
    void Start();

    /// <summary>
    /// Accepts no more clients for now, who wait in the kernel's queue. Completes when no accept is in progress.
    /// </summary>
    Task PauseAsync();

    /// <summary>Accepts again after a pause.</summary>
    void GoOn();

    /// <summary>
    /// No new client reaches it once this has returned; those whose handshake has begun still do. Does nothing where
    /// the system does not support this, and for a unix socket.
    /// </summary>
    void Deafen();

    /// <summary>
    /// Accepts the clients in the kernel's queue, then closes: closing immediately would reset them. Completes when
    /// that is done.
    /// </summary>
    Task StopAsync();

    /// <summary>Closes an address that never accepted. An inherited one goes on elsewhere.</summary>
    void Discard();
}
