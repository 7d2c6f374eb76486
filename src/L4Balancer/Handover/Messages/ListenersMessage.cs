namespace L4Balancer.Handover.Messages;

/// <summary>Listening sockets: the descriptors of the message, in this order.</summary>
internal sealed record ListenersMessage(IReadOnlyList<ListenerMessage> Listeners);

/// <summary>The sockets of an address.</summary>
/// <param name="Listener">The name of the listener, or <see cref="Admin"/>.</param>
/// <param name="Bind">The address as configured.</param>
/// <param name="Sockets">How many descriptors.</param>
internal sealed record ListenerMessage(string Listener, string Bind, int Sockets)
{
    /// <summary>The admin side; no listener has this name.</summary>
    public const string Admin = "";
}
