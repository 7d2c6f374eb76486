using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Handover;

/// <content>The listening sockets that it is given.</content>
internal sealed partial class Successor
{
    /// <summary>Takes the sockets of a message, or releases it.</summary>
    private static void Add(HandoverMessage message, List<InheritedListener> listeners)
    {
        try
        {
            var (described, given) = (message.Read(HandoverJson.Default.ListenersMessage).Listeners, 0);
            var read = new List<InheritedListener>();
            foreach (var listener in described)
            {
                if (BindAddress.Parse(listener.Bind, out _) is not { } bind || listener.Sockets < 1
                    || listener.Sockets > message.Descriptors.Count - given)
                    throw new HandoverException("a listener contradicts itself");
                var sockets = message.Descriptors.Skip(given).Take(listener.Sockets);
                read.Add(new InheritedListener(listener.Listener, bind, [.. sockets]));
                given += listener.Sockets;
            }

            if (given != message.Descriptors.Count) throw new HandoverException("sockets of a listener are left over");
            foreach (var listener in read) Add(listener, listeners);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Those of one address may come in several messages.</summary>
    private static void Add(InheritedListener one, List<InheritedListener> listeners)
    {
        var known = listeners.FindIndex(l => l.Listener == one.Listener && l.Bind == one.Bind);
        if (known < 0) listeners.Add(one);
        else listeners[known] = listeners[known] with { Sockets = [.. listeners[known].Sockets, .. one.Sockets] };
    }
}
