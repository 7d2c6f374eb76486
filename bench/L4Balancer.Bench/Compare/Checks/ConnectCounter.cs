using System.Globalization;

namespace L4Balancer.Bench.Compare.Checks;

/// <summary>
/// Connects started in this network, ActiveOpens of /proc/net/snmp (RFC 4022), including those of other
/// programs.
/// </summary>
internal static class ConnectCounter
{
    public static long Read() => Parse([.. File.ReadLines("/proc/net/snmp")]);

    /// <param name="lines">Each protocol has a line of names and a line of numbers.</param>
    public static long Parse(IReadOnlyList<string> lines)
    {
        var rows = lines.Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).ToArray();
        return long.Parse(rows[1][Array.IndexOf(rows[0], "ActiveOpens")], CultureInfo.InvariantCulture);
    }
}
