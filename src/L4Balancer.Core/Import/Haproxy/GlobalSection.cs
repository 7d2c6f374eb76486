using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates the section <c>global</c>.</summary>
internal sealed class GlobalSection(Draft draft, ImportReport report)
{
    public void Take(HaproxySection section)
    {
        section.Head.IsUsed = true;
        foreach (var statement in section.Statements) Take(statement);
    }

    private void Take(Statement statement)
    {
        if (GlobalTable.Table.Find(statement.Words) is not { } row)
        {
            report.Left(statement, WhyUnknown(statement));
        }
        else if (row.Treatment == Treatment.No)
        {
            report.Left(statement, row.Note);
        }
        else if (Set(statement) is { } why)
        {
            if (why != ProxyLines.Skip) report.Left(statement, why);
        }
        else
        {
            report.Take(statement, row);
        }
    }

    private static string WhyUnknown(Statement statement)
    {
        var why = GlobalTable.WhyNot(statement.Keyword);
        var nearest = NearestName.Of(statement.Keyword, GlobalTable.Table.Select(r => r.Name));
        return nearest is null || why != "unknown directive" ? why : $"{why} (did you mean {nearest}?)";
    }

    private string? Set(Statement statement)
    {
        var value = statement.Word(1);
        switch (statement.Keyword)
        {
            case "maxconn":
                if (ForeignValues.Number(value) is not > 0) return "it is not a number of connections";
                draft.Root.Set("max-connections", value, statement);
                return null;
            case "nbthread":
                if (ForeignValues.Number(value) is not > 0) return "it is not a number of threads";
                draft.Root.Set("workers", value, statement);
                return null;
            case "hard-stop-after":
                if (ForeignValues.HaproxyTime(value) is not { } grace) return "it is not a duration";
                draft.Root.Set("shutdown-grace", grace, statement);
                return null;
            case "tune.bufsize":
                if (ForeignValues.Size(value) is not { } size) return "it is not a size";
                draft.Root.Set("buffer-size", ForeignValues.FormatSize(size), statement);
                return null;
            case "log":
                return LogLine.Take(statement, draft);
            default:
                return null;
        }
    }
}
