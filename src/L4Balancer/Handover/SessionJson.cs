using System.Text.Json.Serialization;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <summary>
/// As <see cref="HandoverJson"/>, for sessions, of which there are many: what is zero, false or null is left out. No
/// value of them has another default.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(ClientAddressJson), typeof(NetAddressJson)])]
[JsonSerializable(typeof(SessionsMessage))]
[JsonSerializable(typeof(FactsMessage))]
internal sealed partial class SessionJson : JsonSerializerContext;
