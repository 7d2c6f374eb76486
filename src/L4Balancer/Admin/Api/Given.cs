using System.Globalization;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>Parses a client's input: URL values, numbers in a body, conditional headers.</summary>
internal static class Given
{
    /// <exception cref="RequestRefusedException">The value is given but out of range.</exception>
    public static int? InRange(string field, int? value, int min, int max)
    {
        if (value is null || (value >= min && value <= max)) return value;
        throw OutOfRange(field, $"{value}", $"a whole number from {min} to {max}");
    }

    public static int? Weight(int? value) => InRange("weight", value, 0, Limits.WeightMax);

    /// <summary>Seconds from 0 on.</summary>
    public static TimeSpan? Seconds(string field, double? value, TimeSpan max)
    {
        if (value is null) return null;
        if (value >= 0 && value <= max.TotalSeconds) return TimeSpan.FromSeconds(value.Value);
        throw OutOfRange(field, $"{value}", $"seconds, 0 to {max.TotalSeconds:0}");
    }

    public static BackendAddress Entry(string field, string? text)
    {
        if (text is null) throw Wrong(field, "is missing");
        return BackendAddress.Parse(text, out var problem) ?? throw Wrong(field, $"{Shown.Quoted(text)} {problem}");
    }

    public static NetAddress Address(string text) =>
        Entry("backend", text).Fixed
        ?? throw Wrong("backend", $"{Shown.Quoted(text)} is a host name; use one of its addresses as the backend");

    public static ulong SessionId(string text)
    {
        if (ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)) return id;
        throw Wrong("id", $"{Shown.Quoted(text)} is not a hexadecimal number");
    }

    /// <summary>A network, or one address.</summary>
    public static IPNetwork? Network(string field, string? text)
    {
        if (text is null) return null;
        return ClientNetwork.Parse(text, out var problem) ?? throw Wrong(field, $"{Shown.Quoted(text)} {problem}");
    }

    /// <summary>One of the words of an enum, in lower case.</summary>
    public static T Word<T>(string field, string? text, T otherwise)
        where T : struct, Enum
    {
        if (text is null) return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        }

        var words = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
        throw Wrong(field, $"{Shown.Quoted(text)} is not known (one of {words})");
    }

    /// <summary>The generation that the client requires; null if any.</summary>
    public static long? IfMatch(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        if (text is "" or "*") return null;
        if (long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
            return generation;
        throw Wrong("If-Match", $"{Shown.Of(text)} is not a generation such as \"7\"", StatusCodes.Status400BadRequest);
    }

    private static RequestRefusedException OutOfRange(string field, string value, string right) =>
        Wrong(field, $"{value} is out of range ({right})");

    private static RequestRefusedException Wrong(
        string field, string what, int status = StatusCodes.Status422UnprocessableEntity) =>
        new(status, $"{field}: {what}") { Field = field };
}
