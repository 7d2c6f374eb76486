using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Top;

/// <summary>What keys mean now.</summary>
internal enum TopMode
{
    Table,
    Filter,
    Confirm,
    Help,
}

/// <summary>What the operator looks at, and how. One thread owns it.</summary>
internal sealed class TopState
{
    /// <summary>Null before the first.</summary>
    public TopMoment? Moment { get; set; }

    public TopMode Mode { get; set; }

    /// <summary>The index in <see cref="TopColumn.All"/>.</summary>
    public int SortedBy { get; set; }

    public bool IsReversed { get; set; }

    public string Filter { get; set; } = "";

    /// <summary>The backend under the cursor by its name, so that sorting does not move it to another one.</summary>
    public string? Selected { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>What is typed into a question.</summary>
    public string Input { get; set; } = "";

    /// <summary>The act that the question is about: drain or maintenance.</summary>
    public string Asked { get; set; } = "";

    /// <summary>The last line of the screen, until the next key: what came of an act.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Why nothing comes from the daemon; null while it does.</summary>
    public string? Lost { get; set; }

    /// <summary>The backends that pass the filter, in their order.</summary>
    public IReadOnlyList<TopRow> Rows()
    {
        var order = TopColumn.All[SortedBy].Order;
        var sign = IsReversed ? -1 : 1;
        var comparer = Comparer<TopRow>.Create((a, b) => order(a, b) * sign);
        var rows = Moment?.Rows ?? [];
        return [.. rows.Where(IsShown).Order(comparer)];
    }

    public TopRow? SelectedRow() => Rows() is { Count: > 0 } rows ? rows[IndexIn(rows)] : null;

    /// <summary>Where the cursor is; the first row when what it was on is gone.</summary>
    public int IndexIn(IReadOnlyList<TopRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Name == Selected) return i;
        }

        return 0;
    }

    private bool IsShown(TopRow row) =>
        Filter.Length == 0 || row.Name.Contains(Filter, StringComparison.OrdinalIgnoreCase)
        || row.Health.Equals(Filter, StringComparison.OrdinalIgnoreCase)
        || row.Intent.StartsWith(Filter, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a key asks for beyond the screen.</summary>
/// <param name="Backend">The one that it is for.</param>
/// <param name="Done">What to say when it is done.</param>
internal sealed record TopWish(TopRow Backend, AdminAct Act, string Done);
