using System.Globalization;
using System.Net.Sockets;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// Formats a <see cref="ClientAddress"/> as bytes, without allocating strings.
/// </summary>
internal static class ClientText
{
    /// <param name="text">At least 64 bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Format(in ClientAddress client, Span<byte> text)
    {
        if (client.ToIp() is not { } ip)
        {
            "unix"u8.CopyTo(text);
            return 4;
        }

        var length = 0;
        var isV6 = ip.AddressFamily == AddressFamily.InterNetworkV6;
        if (isV6) text[length++] = (byte)'[';
        ip.TryFormat(text[length..], out var written);
        length += written;
        if (isV6) text[length++] = (byte)']';
        text[length++] = (byte)':';
        client.Port.TryFormat(text[length..], out written, default, CultureInfo.InvariantCulture);
        return length + written;
    }
}
