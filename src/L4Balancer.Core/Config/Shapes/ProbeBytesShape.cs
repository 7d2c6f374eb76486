using System.Text;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>Bytes, as text in UTF-8 or as <c>hex:0a0b</c>.</summary>
internal sealed class ProbeBytesShape : ScalarShape<ProbeBytes>
{
    private const string HexPrefix = "hex:";

    public override string Expectation => $"1 to {Limits.ProbeBytesMax} bytes as text, or as hex:0a0b";

    public override Parsed<ProbeBytes> Parse(string text)
    {
        var isHex = text.StartsWith(HexPrefix, StringComparison.Ordinal);
        if (isHex && !IsHex(text.AsSpan(HexPrefix.Length)))
        {
            return new NotParsed("is not an even number of hexadecimal digits");
        }

        var bytes = isHex
            ? new ProbeBytes(Convert.FromHexString(text.AsSpan(HexPrefix.Length)))
            : ProbeBytes.FromText(text);
        return bytes.Value.Length switch
        {
            0 => new NotParsed("has no bytes"),
            > Limits.ProbeBytesMax => new NotParsed($"has {bytes.Value.Length} bytes"),
            _ => bytes,
        };
    }

    /// <summary>Text if printable, else hexadecimal.</summary>
    public override string Format(ProbeBytes value)
    {
        var bytes = value.Value.Span;
        foreach (var b in bytes)
        {
            if (b is not ((>= 0x20 and < 0x7f) or (byte)'\r' or (byte)'\n' or (byte)'\t')) return value.ToString();
        }

        var text = Encoding.ASCII.GetString(bytes);
        return text.StartsWith(HexPrefix, StringComparison.Ordinal) ? value.ToString() : text;
    }

    /// <summary>The data of a probe may contain a login.</summary>
    public override bool IsSecret(ProbeBytes value) => true;

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = AnyText,
        ["minLength"] = 1,
        ["pattern"] = "^(?!hex:)|^hex:([0-9A-Fa-f]{2})+$",
    };

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }

        return digits.Length % 2 == 0;
    }
}
