using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Handover;

/// <summary>A value that is a text in JSON.</summary>
internal abstract class JsonText<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString() ?? "", out var value) ? value : throw new JsonException("an address is expected");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.ToString());

    protected abstract bool TryParse(string text, out T value);
}

/// <summary><c>10.0.0.1:51234</c>; <c>unix</c>.</summary>
internal sealed class ClientAddressJson : JsonText<ClientAddress>
{
    protected override bool TryParse(string text, out ClientAddress value)
    {
        value = default;
        if (text == value.ToString()) return true;
        if (!IPEndPoint.TryParse(text, out var parsed)) return false;
        value = ClientAddress.Of(parsed);
        return true;
    }
}

/// <summary><c>10.0.0.1:6379</c>; <c>unix:/run/x.sock</c>.</summary>
internal sealed class NetAddressJson : JsonText<NetAddress>
{
    private const string Unix = "unix:";

    protected override bool TryParse(string text, out NetAddress value)
    {
        value = null!;
        if (text.StartsWith(Unix, StringComparison.Ordinal)) value = NetAddress.FromUnix(text[Unix.Length..]);
        else if (IPEndPoint.TryParse(text, out var parsed)) value = NetAddress.FromIp(parsed.Address, parsed.Port);
        return value is not null;
    }
}

/// <summary><c>10.0.0.1</c>.</summary>
internal sealed class IpAddressJson : JsonText<IPAddress>
{
    protected override bool TryParse(string text, out IPAddress value) => IPAddress.TryParse(text, out value!);
}

/// <summary>As in the configuration.</summary>
internal sealed class BackendAddressJson : JsonText<BackendAddress>
{
    protected override bool TryParse(string text, out BackendAddress value)
    {
        value = BackendAddress.Parse(text, out _)!;
        return value is not null;
    }
}

/// <summary>A list of texts.</summary>
internal abstract class JsonTexts<T> : JsonConverter<ValueList<T>>
{
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a list is expected");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String || !TryParse(reader.GetString()!, out var item))
                throw new JsonException("an item of the list is not understood");
            items.Add(item);
        }

        return new ValueList<T>(items);
    }

    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value) writer.WriteStringValue(item!.ToString());
        writer.WriteEndArray();
    }

    protected abstract bool TryParse(string text, out T value);
}

internal sealed class IpListJson : JsonTexts<IPAddress>
{
    protected override bool TryParse(string text, out IPAddress value) => IPAddress.TryParse(text, out value!);
}

internal sealed class ProxyTlvsJson : JsonTexts<ProxyTlv>
{
    protected override bool TryParse(string text, out ProxyTlv value) => Enum.TryParse(text, out value);
}
