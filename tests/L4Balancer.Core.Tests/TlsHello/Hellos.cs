using System.Text;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Core.Tests.TlsHello;

/// <summary>Reads hellos for tests.</summary>
internal static class Hellos
{
    public const int SizeMax = 1 << 20;

    /// <summary>What a reader says that is shown the bytes at once: the state, or the name and the protocols.</summary>
    public static string Read(byte[] bytes, int sizeMax = SizeMax)
    {
        var reader = new ClientHelloReader(sizeMax);
        return Show(reader.Read(bytes, out var hello), hello);
    }

    /// <summary>The same for a reader that is shown more each time.</summary>
    /// <param name="steps">How many bytes it is shown; the last one of these is all.</param>
    public static string ReadInSteps(byte[] bytes, IEnumerable<int> steps)
    {
        var reader = new ClientHelloReader(SizeMax);
        foreach (var step in steps)
        {
            // A copy, so that bytes beyond the end cannot be looked at.
            var state = reader.Read(bytes.AsSpan(0, step).ToArray(), out var hello);
            if (state != HelloState.Incomplete) return Show(state, hello);
        }

        return Show(HelloState.Incomplete, default);
    }

    public static string Show(HelloState state, ClientHello hello)
    {
        if (state != HelloState.Complete) return $"{state}";
        var protocols = new List<string>();
        var rest = hello.Protocols;
        while (!rest.IsEmpty)
        {
            protocols.Add(Encoding.Latin1.GetString(rest.Slice(1, rest[0])));
            rest = rest[(1 + rest[0])..];
        }

        return $"{hello.ServerNameText ?? "-"} [{string.Join(' ', protocols)}]";
    }
}
