using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>
/// Validates by the part of JSON Schema (draft 2020-12) that the config's schema uses; a keyword that it does not know
/// fails the test.
/// </summary>
internal sealed class JsonSchemaCheck(JsonObject root)
{
    public bool IsValid(JsonNode? value) => IsValid(value, root);

    private bool IsValid(JsonNode? value, JsonObject schema) => schema.All(k => Holds(k.Key, k.Value!, value, schema));

    private bool Holds(string keyword, JsonNode rule, JsonNode? value, JsonObject schema) => keyword switch
    {
        "$schema" or "title" or "description" or "default" or "$defs" => true,
        "$ref" => IsValid(value, root["$defs"]![rule.GetValue<string>().Split('/')[^1]]!.AsObject()),
        "type" => rule is JsonArray types
            ? types.Any(type => TypeOf(value).Contains(type!.GetValue<string>()))
            : TypeOf(value).Contains(rule.GetValue<string>()),
        "enum" => rule.AsArray().Any(v => JsonNode.DeepEquals(v, value)),
        "const" => JsonNode.DeepEquals(rule, value),
        "minimum" => !IsNumber(value) || Number(value) >= Number(rule),
        "maximum" => !IsNumber(value) || Number(value) <= Number(rule),
        "minLength" => Text(value) is not { } text || text.Length >= (int)Number(rule),
        "pattern" => Text(value) is not { } text || Matches(text, rule),
        "anyOf" => rule.AsArray().Any(s => IsValid(value, s!.AsObject())),
        "oneOf" => rule.AsArray().Count(s => IsValid(value, s!.AsObject())) == 1,
        "not" => !IsValid(value, rule.AsObject()),
        "items" => value is not JsonArray items || items.All(i => IsValid(i, rule.AsObject())),
        "minItems" => value is not JsonArray items || items.Count >= (int)Number(rule),
        "required" => value is not JsonObject o || rule.AsArray().All(k => o.ContainsKey(k!.GetValue<string>())),
        "dependentRequired" => value is not JsonObject o || rule.AsObject().All(d => HoldsDependency(d, o)),
        "properties" => value is not JsonObject o || rule.AsObject().All(p => IsAbsentOrValid(o, p)),
        "propertyNames" => value is not JsonObject o || o.All(p => IsValid(JsonValue.Create(p.Key), rule.AsObject())),
        "additionalProperties" => value is not JsonObject o || HoldsForOthers(o, rule, schema),
        _ => throw new NotSupportedException($"The keyword {keyword} is not known to this check."),
    };

    private bool IsAbsentOrValid(JsonObject o, KeyValuePair<string, JsonNode?> property) =>
        !o.ContainsKey(property.Key) || IsValid(o[property.Key], property.Value!.AsObject());

    private static bool HoldsDependency(KeyValuePair<string, JsonNode?> dependency, JsonObject o) =>
        !o.ContainsKey(dependency.Key) || dependency.Value!.AsArray().All(k => o.ContainsKey(k!.GetValue<string>()));

    private bool HoldsForOthers(JsonObject o, JsonNode rule, JsonObject schema)
    {
        var others = o.Where(p => schema["properties"]?[p.Key] is null);
        return rule is JsonObject each ? others.All(p => IsValid(p.Value, each)) : !others.Any();
    }

    private static string[] TypeOf(JsonNode? value) => value switch
    {
        JsonObject => ["object"],
        JsonArray => ["array"],
        _ when Text(value) is not null => ["string"],
        _ when IsNumber(value) => Number(value) % 1 == 0 ? ["integer", "number"] : ["number"],
        _ => ["boolean"],
    };

    private static bool Matches(string text, JsonNode pattern) =>
        Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(10));

    private static string? Text(JsonNode? value) =>
        value is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static bool IsNumber(JsonNode? value) => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number;

    private static double Number(JsonNode? value) => double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture);
}
