using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace L4Balancer.Handover;

/// <summary>
/// Checks what was read: words of a closed list are among those of this version, and times are such that one may
/// calculate with them.
/// </summary>
internal static class JsonRanges
{
    /// <summary>A thousand years.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromDays(365_000);

    /// <summary>Of these the lowest of all times says that it has always been so; they are only compared.</summary>
    private static readonly string[] Always = ["heldSince", "eligibleSince"];

    /// <exception cref="JsonException">A value is out of its range.</exception>
    public static void Check(object? value, JsonTypeInfo type)
    {
        switch (value)
        {
            case null or string:
                return;
            case TimeSpan time:
                if (time < -TimeMax || time > TimeMax) throw new JsonException($"a time of {time}");
                return;
            case Enum word:
                if (!Enum.IsDefined(word.GetType(), word)) throw new JsonException($"an unknown {word.GetType().Name}");
                return;
        }

        if (type.Kind == JsonTypeInfoKind.Object) CheckMembers(value, type);
        else if (type.Kind == JsonTypeInfoKind.Enumerable) CheckItems((IEnumerable)value, type);
    }

    private static void CheckMembers(object value, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is not { Get: { } get, Set: not null }) continue;
            var member = get(value);
            if (member is TimeSpan time && time == TimeSpan.MinValue && Always.Contains(property.Name)) continue;
            var memberType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Check(member, type.Options.GetTypeInfo(memberType));
        }
    }

    private static void CheckItems(IEnumerable items, JsonTypeInfo type)
    {
        foreach (var item in items) Check(item, type.Options.GetTypeInfo(type.ElementType!));
    }
}
