using System.Text.RegularExpressions;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The stick tables of all proxies, for the rates that they measure.</summary>
internal sealed partial class StickTables(IReadOnlyDictionary<string, HaproxyProxy> proxies)
{
    private static readonly string[] KnownData = ["conn_cur", "conn_rate"];

    /// <summary>The time over which a table measures the rate of connections, in milliseconds; null if it does not.
    /// </summary>
    public double? PeriodOf(string table)
    {
        if (Of(table) is not { } statement) return null;
        var match = RatePeriod().Match(string.Join(' ', statement.Words));
        if (!match.Success || ForeignValues.HaproxyTime(match.Groups["time"].Value) is not { } text) return null;
        var period = Config.Shapes.DurationText.Parse(text).Value.TotalMilliseconds;
        return period > 0 ? period : null;
    }

    /// <summary>Marks a table, and the section that holds it, as used.</summary>
    public void Use(string table)
    {
        if (Of(table) is not { } statement) return;
        statement.IsUsed = proxies[table].Head.IsUsed = true;
    }

    /// <returns>Why the table is not taken over; null if it is.</returns>
    public static string? Take(Statement statement, ImportReport report)
    {
        var words = statement.Words;
        var type = Array.IndexOf(words, "type");
        if (type < 0 || statement.Word(type + 1) is not ("ip" or "ipv6"))
            return "only tables of client addresses (type ip) can be expressed";
        for (var i = type + 2; i < words.Length; i++)
        {
            if (words[i] == "store") LeaveUnknownData(statement, statement.Word(++i), report);
            else if (words[i] is "peers" or "write-to")
                report.Left(statement, "every balancer counts for itself", $"{words[i]} {statement.Word(++i)}");
            else if (words[i] is "size" or "expire" or "len") i++;
            else if (words[i] != "nopurge") report.Left(statement, "unknown option", words[i]);
        }

        return null;
    }

    private static void LeaveUnknownData(Statement statement, string data, ImportReport report)
    {
        foreach (var each in data.Split(','))
        {
            if (!KnownData.Contains(each.Split('(')[0]))
                report.Left(statement, "only conn_cur and conn_rate can be limited", $"store {each}");
        }
    }

    private Statement? Of(string table) =>
        proxies.TryGetValue(table, out var proxy)
            ? proxy.Effective.LastOrDefault(s => s.Keyword == "stick-table")
            : null;

    [GeneratedRegex(@"\bconn_rate\((?<time>[0-9a-z]+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RatePeriod();
}
