using L4Balancer.Cli.Acts;
using L4Balancer.Cli.Connection;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Top;

/// <summary>The effect of each key on the state.</summary>
internal static class TopKeys
{
    public const string Summary = "q quit  ? help  / filter  s sort  r reverse  d drain  m maint  y ready  p pause";

    /// <summary>Returns true if the operator quits.</summary>
    public static bool Press(TopState state, ConsoleKeyInfo key, out TopWish? wish)
    {
        wish = null;
        if (key == default) return false;
        state.Notice = "";
        switch (state.Mode)
        {
            case TopMode.Help:
                state.Mode = TopMode.Table;
                return false;
            case TopMode.Filter:
                TypeFilter(state, key);
                return false;
            case TopMode.Confirm:
                wish = Answer(state, key);
                return false;
            default:
                return PressInTable(state, key, out wish);
        }
    }

    private static bool PressInTable(TopState state, ConsoleKeyInfo key, out TopWish? wish)
    {
        wish = null;
        if (Step(key) is { } step)
        {
            Move(state, step);
            return false;
        }

        switch (key.KeyChar)
        {
            case 'q':
                return true;
            case 's':
                SortByNext(state);
                break;
            case 'r':
                state.IsReversed = !state.IsReversed;
                break;
            case '/':
                state.Mode = TopMode.Filter;
                break;
            case 'p':
                state.IsPaused = !state.IsPaused;
                break;
            case '?':
                state.Mode = TopMode.Help;
                break;
            case 'd':
                Ask(state, "drain");
                break;
            case 'm':
                Ask(state, "maintenance");
                break;
            case 'y' when state.SelectedRow() is { } row:
                wish = new TopWish(row, AdminAct.OnBackend(row.Pool, row.Address, "ready"), $"{row.Name} is ready");
                break;
            case '\e' when state.Filter.Length > 0:
                state.Filter = "";
                break;
        }

        return false;
    }

    /// <summary>Columns that the terminal is too narrow for are passed over.</summary>
    private static void SortByNext(TopState state)
    {
        do state.SortedBy = (state.SortedBy + 1) % TopColumn.All.Count;
        while (!TopColumn.All[state.SortedBy].IsShownOn(state.Width, state.HasAgents, state.HasRoles));
    }

    private static int? Step(ConsoleKeyInfo key) => (key.Key, key.KeyChar) switch
    {
        (ConsoleKey.DownArrow, _) or (_, 'j') => 1,
        (ConsoleKey.UpArrow, _) or (_, 'k') => -1,
        (ConsoleKey.PageDown, _) => 10,
        (ConsoleKey.PageUp, _) => -10,
        (ConsoleKey.Home, _) => int.MinValue / 2,
        (ConsoleKey.End, _) => int.MaxValue / 2,
        _ => null,
    };

    private static void Move(TopState state, int step)
    {
        var rows = state.Rows();
        if (rows.Count == 0) return;
        state.Selected = rows[Math.Clamp(state.IndexIn(rows) + step, 0, rows.Count - 1)].Name;
    }

    private static void Ask(TopState state, string act)
    {
        if (state.SelectedRow() is not { } row) return;
        // The question remains about this backend, even if the rows move in the meantime.
        state.Selected = row.Name;
        state.Asked = act;
        state.Input = "";
        state.Mode = TopMode.Confirm;
    }

    private static void TypeFilter(TopState state, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter) state.Mode = TopMode.Table;
        else if (key.Key == ConsoleKey.Escape) (state.Mode, state.Filter) = (TopMode.Table, "");
        else state.Filter = Typed(state.Filter, key);
    }

    private static TopWish? Answer(TopState state, ConsoleKeyInfo key)
    {
        var isYes = key.Key == ConsoleKey.Enter ? state.Input.Length > 0 : key.KeyChar == 'y';
        if (isYes) return Confirmed(state);
        if (key.Key is ConsoleKey.Escape or ConsoleKey.Enter || key.KeyChar == 'n')
        {
            state.Mode = TopMode.Table;
            state.Notice = "Nothing was done.";
        }
        else if (state.Asked == "drain")
        {
            state.Input = Typed(state.Input, key);
        }

        return null;
    }

    private static TopWish? Confirmed(TopState state)
    {
        state.Mode = TopMode.Table;
        var row = state.SelectedRow();
        if (row is null || row.Name != state.Selected)
        {
            state.Notice = $"{state.Selected} is gone; nothing was done.";
            return null;
        }

        if (state.Asked == "maintenance")
        {
            var act = AdminAct.OnBackend(row.Pool, row.Address, "maintenance");
            return new TopWish(row, act, $"{row.Name} is in maintenance");
        }

        if (!TryReadDrain(state.Input, out var body))
        {
            state.Notice = $"\"{state.Input}\" is not a deadline with a rate, such as: 10m 50. Nothing was done.";
            return null;
        }

        return new TopWish(row, AdminAct.OnBackend(row.Pool, row.Address, "drain", body), $"{row.Name} is draining");
    }

    private static bool TryReadDrain(string text, out object body)
    {
        body = new { };
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not { Length: > 0 and <= 2 } words)
            return string.IsNullOrWhiteSpace(text);
        int? rate = null;
        if (words.Length == 2)
        {
            if (!int.TryParse(words[1], out var number) || number < 1) return false;
            rate = number;
        }

        body = new { deadlineSeconds = ActOptions.SecondsOf(words[0]), rate };
        return Durations.TryParse(words[0], out _);
    }

    private static string Typed(string text, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Backspace) return text.Length == 0 ? text : text[..^1];
        return char.IsControl(key.KeyChar) ? text : text + key.KeyChar;
    }
}
