using System.Text;

namespace L4Balancer.Core.Config;

/// <summary>Bytes to send or to expect, compared by value. Written as text, or as <c>hex:0a0b0c</c>.</summary>
public sealed class ProbeBytes(byte[] value) : IEquatable<ProbeBytes>
{
    private readonly byte[] _value = value;

    public ReadOnlyMemory<byte> Value => _value;

    public static ProbeBytes FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    public bool Equals(ProbeBytes? other) => other is not null && _value.AsSpan().SequenceEqual(other._value);

    public override bool Equals(object? obj) => Equals(obj as ProbeBytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_value);
        return hash.ToHashCode();
    }

    /// <summary>Always the hexadecimal form, which works for any content.</summary>
    public override string ToString() => "hex:" + Convert.ToHexStringLower(_value);
}
