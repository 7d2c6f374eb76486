using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// The listening TCP sockets of this network namespace, of all processes, and the handshakes with them: /proc/net/tcp,
/// proc_pid_net(5).
/// </summary>
public static class ListeningTable
{
    private const string Listening = "0A";
    private const string SynReceived = "03";
    private const int AddressField = 1;
    private const int StateField = 3;
    private const int UserField = 7;
    private const int InodeField = 9;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <exception cref="IOException">The table cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The table cannot be read for lack of permission.</exception>
    public static IEnumerable<ListeningEntry> Read() =>
        Tables.Where(File.Exists).SelectMany(
            path => Parse(File.ReadLines(path)));

    /// <summary>
    /// True if a client of the port, on any address, has sent its SYN but not yet the acknowledgement that completes
    /// the handshake. Reads the whole table: not for a loop.
    /// </summary>
    /// <exception cref="IOException">The table cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The table cannot be read for lack of permission.</exception>
    public static bool HasHandshake(int port) =>
        Tables.Where(File.Exists).Any(path => HasHandshake(File.ReadLines(path), port));

    /// <summary>The kernel lists the listening sockets first: the connections after them are not read.</summary>
    internal static IEnumerable<ListeningEntry> Parse(IEnumerable<string> lines) =>
        lines.Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .TakeWhile(fields => fields[StateField] == Listening)
            .Select(EntryOf);

    internal static bool HasHandshake(IEnumerable<string> lines, int port)
    {
        var ending = $":{port:X4}";
        return lines.Skip(1)
            .Select(line => line.Split(' ', StateField + 2, StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[StateField] == SynReceived
                && fields[AddressField].EndsWith(ending, StringComparison.Ordinal));
    }

    private static ListeningEntry EntryOf(string[] fields)
    {
        var (address, colon) = (fields[AddressField], fields[AddressField].IndexOf(':'));
        return new ListeningEntry(
            IpOf(Convert.FromHexString(address.AsSpan(0, colon))),
            int.Parse(address.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            uint.Parse(fields[UserField], CultureInfo.InvariantCulture),
            ulong.Parse(fields[InodeField], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Parses an address written as 32-bit numbers in the byte order of the machine, although it is in network order in
    /// memory.
    /// </summary>
    private static IPAddress IpOf(byte[] written)
    {
        if (BitConverter.IsLittleEndian)
        {
            foreach (ref var word in MemoryMarshal.Cast<byte, uint>(written.AsSpan()))
                word = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
        }

        return new IPAddress(written);
    }
}
