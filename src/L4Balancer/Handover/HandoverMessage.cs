using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Handover;

/// <summary>A message that was received. Whoever takes its descriptors owns them.</summary>
/// <param name="Json">A value, which only states have in another form; empty if the kind says everything.</param>
/// <param name="Bytes">What follows the value.</param>
internal sealed record HandoverMessage(
    MessageKind Kind, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Bytes, IReadOnlyList<SafeFd> Descriptors)
    : IDisposable
{
    /// <exception cref="HandoverException">It is not such a value.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = StrictJson.Read(Json.Span, type) ?? throw new HandoverException($"{Kind} has no value");
            if (type.OriginatingResolver is HandoverJson) JsonRanges.Check(value, type);
            return value;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new HandoverException($"{Kind} is not understood: {e.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var fd in Descriptors) fd.Dispose();
    }
}
