using System.Text.Json.Serialization;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <summary>
/// The values of messages as JSON: names in camelCase, nulls are left out, and what is not known is ignored, so
/// that a field may be added.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(ClientAddressJson), typeof(NetAddressJson), typeof(IpAddressJson), typeof(BackendAddressJson),
        typeof(IpListJson), typeof(ProxyTlvsJson),
    ])]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(StateMessage))]
[JsonSerializable(typeof(ListenersMessage))]
[JsonSerializable(typeof(TermsMessage))]
[JsonSerializable(typeof(EndMessage))]
[JsonSerializable(typeof(TotalsMessage))]
[JsonSerializable(typeof(MemoryMessage))]
internal sealed partial class HandoverJson : JsonSerializerContext;
