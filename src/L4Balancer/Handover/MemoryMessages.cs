using System.Runtime.Versioning;
using System.Text.Json;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <summary>The messages with what is remembered besides sessions.</summary>
[SupportedOSPlatform("linux")]
internal static class MemoryMessages
{
    public static void Send(HandoverChannel channel, IEnumerable<MemoryPart> memory)
    {
        foreach (var part in memory)
        {
            var name = JsonSerializer.SerializeToUtf8Bytes(
                new MemoryMessage(part.Name), HandoverJson.Default.MemoryMessage);
            channel.SendParts(MessageKind.Memory, name, [part.Bytes], []);
        }
    }

    /// <summary>The part of a message, which is released.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public static MemoryPart PartOf(HandoverMessage message)
    {
        using (message) return new(message.Read(HandoverJson.Default.MemoryMessage).Name, message.Bytes);
    }
}
