using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Top;

/// <summary>The input mode, which decides the meaning of keys.</summary>
internal enum TopMode
{
    Table,
    Filter,
    Confirm,
    Help,
}

/// <summary>The state of the screen. Owned by one thread.</summary>
internal sealed class TopState
{
    /// <summary>Null before the first snapshot.</summary>
    public TopMoment? Moment { get; set; }

    public TopMode Mode { get; set; }

    /// <summary>The width of the terminal, which decides which columns there are.</summary>
    public int Width { get; set; } = 80;

    /// <summary>The index in <see cref="TopColumn.All"/>.</summary>
    public int SortedBy { get; set; }

    public bool IsReversed { get; set; }

    public string Filter { get; set; } = "";

    /// <summary>The name of the backend under the cursor, so that sorting does not move the cursor.</summary>
    public string? Selected { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>The text typed in answer to a question.</summary>
    public string Input { get; set; } = "";

    /// <summary>The action that the question is about: drain or maintenance.</summary>
    public string Asked { get; set; } = "";

    /// <summary>The last line of the screen until the next key: the result of an action.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Why the connection to the daemon is lost; null while connected.</summary>
    public string? Lost { get; set; }

    /// <summary>Whether some backend has an agent, and so columns of its own.</summary>
    public bool HasAgents => Moment?.Rows.Any(row => row.Agent is not null) ?? false;

    /// <summary>Whether some backend has a role, and so columns of its own.</summary>
    public bool HasRoles => Moment?.Rows.Any(row => row.Role is not null) ?? false;

    /// <summary>The backends that match the filter, sorted.</summary>
    public IReadOnlyList<TopRow> Rows()
    {
        var order = TopColumn.All[SortedBy].Order;
        var sign = IsReversed ? -1 : 1;
        var comparer = Comparer<TopRow>.Create((a, b) => order(a, b) * sign);
        var rows = Moment?.Rows ?? [];
        return [.. rows.Where(IsShown).Order(comparer)];
    }

    public TopRow? SelectedRow() => Rows() is { Count: > 0 } rows ? rows[IndexIn(rows)] : null;

    /// <summary>The row of the cursor; the first row if its backend is gone.</summary>
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
        || row.State.Text.Equals(Filter, StringComparison.OrdinalIgnoreCase)
        || row.Intent.StartsWith(Filter, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An action that a key requests.</summary>
/// <param name="Backend">The backend that the action is for.</param>
/// <param name="Done">The message when it is done.</param>
internal sealed record TopWish(TopRow Backend, AdminAct Act, string Done);
