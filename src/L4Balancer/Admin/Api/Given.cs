using System.Globalization;
using System.Net;
using L4Balancer.Core.Config;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>Reads what a client gave: values of the URL, numbers of a body, conditions in headers.</summary>
internal static class Given
{
    /// <exception cref="RequestRefusedException">It is there and out of range.</exception>
    public static int? InRange(string field, int? value, int min, int max)
    {
        if (value is null || (value >= min && value <= max)) return value;
        throw OutOfRange(field, $"{value}", $"a whole number from {min} to {max}");
    }

    /// <summary>Seconds up to a day.</summary>
    public static TimeSpan? Seconds(string field, double? value)
    {
        if (value is null) return null;
        if (value is >= 0 and <= 86_400) return TimeSpan.FromSeconds(value.Value);
        throw OutOfRange(field, $"{value}", "seconds, 0 to 86400");
    }

    /// <summary>A segment of the path. The slashes of a unix socket come encoded, and routing leaves them so.</summary>
    public static string Segment(string text) => text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public static BackendAddress Entry(string field, string? text)
    {
        if (text is null) throw Wrong(field, "is missing");
        return BackendAddress.Parse(Segment(text), out var problem) ?? throw Wrong(field, $"\"{text}\" {problem}");
    }

    public static NetAddress Address(string text) =>
        Entry("backend", text).Fixed
        ?? throw Wrong("backend", $"\"{text}\" is a host name; a backend is one of its addresses");

    public static ulong SessionId(string text)
    {
        if (ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)) return id;
        throw Wrong("id", $"\"{text}\" is not a number in hexadecimal");
    }

    /// <summary>A network, or one address.</summary>
    public static IPNetwork? Network(string field, string? text)
    {
        if (text is null) return null;
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var ip)) return new IPNetwork(ip, ip.GetAddressBytes().Length * 8);
        throw Wrong(field, $"\"{text}\" is not a network such as 10.0.0.0/8");
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
        throw Wrong(field, $"\"{text}\" is not known (one of {words})");
    }

    /// <summary>The generation that the client saw; null when it asks for nothing.</summary>
    public static long? IfMatch(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        if (text is "" or "*") return null;
        if (long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
            return generation;
        throw Wrong("If-Match", $"{text} is not a generation such as \"7\"", StatusCodes.Status400BadRequest);
    }

    private static RequestRefusedException OutOfRange(string field, string value, string right) =>
        Wrong(field, $"{value} is out of range ({right})");

    private static RequestRefusedException Wrong(
        string field, string what, int status = StatusCodes.Status422UnprocessableEntity) =>
        new(status, $"{field}: {what}") { Field = field };
}
