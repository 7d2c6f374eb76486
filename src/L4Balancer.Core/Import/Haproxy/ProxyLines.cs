using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Leads each line of a proxy to the side that it concerns, and reports what it says of it.</summary>
internal static class ProxyLines
{
    /// <summary>The answer of a handler that says nothing of a line: it is used elsewhere, or stays unused.</summary>
    public const string Skip = "\0";

    /// <summary>Whether a tunnel's timeout is in place of that of a side, which is reported.</summary>
    public static bool IsTunnel(HaproxyProxy proxy, Statement statement, ImportReport report)
    {
        if (proxy.Effective.FirstOrDefault(s => s.Keyword == "timeout" && s.Word(1) == "tunnel") is not { } tunnel)
            return false;
        report.Differs(statement, "pools.timeouts", $"the tunnel's of line {tunnel.Line}, which takes its place");
        return true;
    }

    /// <param name="handle">By the name in the table; returns why the line is not taken over, null if it is.</param>
    public static void Take(
        HaproxyProxy proxy, Statement statement, Sides side, Func<string, Statement, string?> handle,
        ImportReport report)
    {
        if (ProxyTable.Table.Find(statement.Words) is not { } row)
        {
            // A line of defaults is seen for each proxy, and to look for its nearest name takes long.
            if (statement.IsReported) return;
            var nearest = NearestName.Of(statement.Keyword, ProxyTable.Table.Select(r => r.Name));
            var hint = nearest is null ? "" : $" (did you mean {nearest}?)";
            report.Left(statement, "unknown directive" + hint);
        }
        else if ((row.Sides & proxy.Sides) == Sides.None)
        {
            if (proxy.Owns(statement)) report.Left(statement, $"it has no effect in a {proxy.Section.Kind}");
        }
        else if (row.Treatment == Treatment.No)
        {
            report.Left(statement, row.Note);
        }
        else if ((row.Sides & side) != Sides.None)
        {
            var why = handle(row.Name, statement);
            if (why is null) report.Take(statement, row);
            else if (why != Skip) report.Left(statement, why);
        }
    }
}
