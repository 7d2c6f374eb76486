using System.Globalization;

namespace L4Balancer.Telemetry.Access;

/// <summary>A moment as RFC 3339 writes it, in UTC, with microseconds: <c>2026-01-31T12:00:00.000001Z</c>.</summary>
internal static class UtcText
{
    private const int Length = 27;

    /// <param name="text">At least 28 bytes.</param>
    /// <returns>How many of them were written.</returns>
    public static int Format(DateTimeOffset at, Span<byte> text)
    {
        // The round-trip format has one digit more, and is many times faster than a format of one's own.
        at.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        return Length;
    }
}
