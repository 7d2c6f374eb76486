using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>The packets of a fake MySQL.</summary>
internal sealed class FakeMySqlWire(FaultyConnection connection, CancellationToken stop)
{
    private byte _next;

    public static byte[] End { get; } = [0xFE, 0, 0, 2, 0];

    /// <summary>TLS over the connection; null is plain text.</summary>
    public Stream? Secured { get; set; }

    public void BeginCommand() => _next = 0;

    public async Task<byte[]> ReadAsync()
    {
        var head = await ReadAsync(4);
        _next = (byte)(head[3] + 1);
        return await ReadAsync(head[0] | head[1] << 8 | head[2] << 16);
    }

    public async Task WriteAsync(byte[] content)
    {
        byte[] packet =
            [(byte)content.Length, (byte)(content.Length >> 8), (byte)(content.Length >> 16), _next++, .. content];
        if (Secured is null) await connection.WriteAsync(packet, stop);
        else await Secured.WriteAsync(packet, stop);
    }

    public static byte[] Greeting(string version, byte[] nonce, bool offersTls)
    {
        var low = (byte)(offersTls ? 0xFF : 0xF7);
        return
        [
            10, .. Encoding.ASCII.GetBytes(version), 0, 1, 0, 0, 0, .. nonce.AsSpan(0, 8), 0, 0xFF, low, 45, 2, 0, 0xFF,
            0xDF, 21, .. new byte[10], .. nonce.AsSpan(8), 0, .. "caching_sha2_password\0"u8,
        ];
    }

    /// <summary>After the head and the user: a length and the proof.</summary>
    public static byte[] ProofOf(byte[] response)
    {
        var at = Array.IndexOf(response, (byte)0, 32) + 1;
        return response[(at + 1)..(at + 1 + response[at])];
    }

    public static byte[] Error(int code, string state, string text) =>
        [0xFF, (byte)code, (byte)(code >> 8), .. Encoding.UTF8.GetBytes($"#{state}{text}")];

    public static byte[] Column(string name) =>
        [.. Text("def"), 0, 0, 0, .. Text(name), .. Text(name), 12, 45, 0, 0, 1, 0, 0, 253, 0, 0, 0, 0, 0];

    public static byte[] Row(string?[] row) => [.. row.SelectMany(field => field is null ? [0xFB] : Text(field))];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private async Task<byte[]> ReadAsync(int count)
    {
        if (Secured is null) return await connection.ReadAsync(count, stop);
        var bytes = new byte[count];
        await Secured.ReadExactlyAsync(bytes, stop);
        return bytes;
    }
}
