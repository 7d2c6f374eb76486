using System.Collections.Immutable;

namespace L4Balancer.Core.Import;

/// <summary>Collects what an import says of each line.</summary>
internal sealed class ImportReport
{
    private const int MessageMax = 600;

    private readonly List<(int Order, ImportFinding Finding)> _findings = [];
    private readonly HashSet<ImportFinding> _seen = [];
    private readonly List<string> _files = [];

    public bool HasErrors { get; private set; }

    public void Error(string file, int line, string text, string message)
    {
        HasErrors = true;
        Add(new ImportFinding(file, line, text, FindingKind.Error, message));
    }

    /// <summary>
    /// The directive, or the part of it, has no place in the result. What is said of a part says nothing of the rest.
    /// </summary>
    public void Left(Statement statement, string why, string? part = null)
    {
        statement.IsReported |= part is null;
        Add(new ImportFinding(statement.File, statement.Line, statement.Shown(part), FindingKind.Left, why)
        {
            LastLine = part is null ? statement.LastLine : statement.Line,
        });
    }

    public void Differs(Statement statement, string key, string difference, string? part = null)
    {
        statement.IsUsed = statement.IsReported = true;
        var message = $"{key}: {difference}";
        Add(new ImportFinding(statement.File, statement.Line, statement.Shown(part), FindingKind.Differs, message));
    }

    /// <summary>Says what the row says of the directive; true if it has a key.</summary>
    public bool Take(Statement statement, DirectiveRow row, string? part = null)
    {
        if (row.Treatment == Treatment.No) Left(statement, row.Note, part);
        else if (row.Treatment == Treatment.Differs) Differs(statement, row.Key, row.Note, part);
        else statement.IsUsed = true;
        return row.Treatment != Treatment.No;
    }

    public ImmutableArray<ImportFinding> ToFindings() =>
        [.. _findings.OrderBy(f => f.Order).ThenBy(f => f.Finding.Line).Select(f => f.Finding)];

    /// <summary>Words of the file may be in the message.</summary>
    private void Add(ImportFinding finding)
    {
        var message = finding.Message;
        if (message.Length > MessageMax) message = string.Concat(message.AsSpan(0, MessageMax), "...");
        finding = finding with { Message = Shown.Visible(message) };
        if (!_seen.Add(finding)) return;
        var order = _files.IndexOf(finding.File);
        if (order < 0) (order, _) = (_files.Count, 0);
        if (order == _files.Count) _files.Add(finding.File);
        _findings.Add((order, finding));
    }
}
