using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace L4Balancer.Handover;

/// <summary>
/// Reads JSON without a null where none may be. The serializer itself accepts one as an item of a list, and leaves a
/// member null that is not there, whatever its initial value. Nothing that is sent has a null: it is left out.
/// </summary>
internal static class StrictJson
{
    private static readonly ConcurrentDictionary<JsonSerializerOptions, JsonSerializerOptions> Strict = new();

    /// <exception cref="JsonException">It is not such a value.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        RefuseNulls(json);
        var strict = Strict.GetOrAdd(type.Options, static options => new JsonSerializerOptions(options)
        {
            TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Require),
        });
        return JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)strict.GetTypeInfo(typeof(T)));
    }

    private static void RefuseNulls(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("null"u8) < 0) return; // It may be a part of a text.
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null) throw new JsonException("there is a null");
        }
    }

    private static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { PropertyType.IsValueType: false, Set: not null, IsSetNullable: false })
                property.IsRequired = true;
        }
    }
}
