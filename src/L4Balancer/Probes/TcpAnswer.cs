using System.Text;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>The meaning of a server's bytes to a TCP probe; the same for every way of running one.</summary>
internal static class TcpAnswer
{
    /// <summary>
    /// After the verdict the server is sent FIN and given this long to end its side. It has answered, so it is quick; a
    /// slow one loses only a FIN of its own that nothing waits for.
    /// </summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    /// <summary>How many bytes of a wrong answer are shown to the operator.</summary>
    private const int ShownBytesMax = 40;

    /// <summary>Handles received bytes. The first wrong byte decides, and so does the last expected one.</summary>
    /// <param name="heard">How many expected bytes have been received so far; initially 0.</param>
    /// <returns>Null if more are expected.</returns>
    public static ProbeOutcome? Hear(SendExpectProbeSpec spec, ref int heard, ReadOnlySpan<byte> bytes)
    {
        var expected = spec.Expect is { } wanted ? wanted.Value.Span : [];
        var count = Math.Min(expected.Length - heard, bytes.Length);
        if (!bytes[..count].SequenceEqual(expected.Slice(heard, count)))
            return ProbeOutcome.Bad($"unexpected answer {Show([.. expected[..heard], .. bytes])}");
        heard += count;
        return heard == expected.Length ? ProbeOutcome.Good : null;
    }

    /// <summary>The server ended its side before the verdict.</summary>
    public static ProbeOutcome Closed(SendExpectProbeSpec spec, int heard) =>
        ProbeOutcome.Bad($"closed after {heard} of {spec.Expect!.Value.Length} expected bytes");

    /// <summary>The first bytes of an answer for the operator, quoted.</summary>
    public static string Show(ReadOnlySpan<byte> all)
    {
        var text = new StringBuilder("\"");
        foreach (var b in all[..Math.Min(all.Length, ShownBytesMax)])
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\') text.Append((char)b);
            else text.Append($"\\x{b:x2}");
        }

        return text.Append(all.Length > ShownBytesMax ? "\"..." : "\"").ToString();
    }
}
