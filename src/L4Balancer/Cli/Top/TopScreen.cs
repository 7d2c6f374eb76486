using L4Balancer.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace L4Balancer.Cli.Top;

/// <summary>Draws the state to fit the terminal.</summary>
internal static class TopScreen
{
    /// <summary>Two header lines, a blank one, the titles, and the last line.</summary>
    private const int LinesAround = 5;

    private const int SparklineMin = 8;

    /// <summary>Lines with their colours, each at most <paramref name="width"/> wide.</summary>
    public static IReadOnlyList<string> Draw(TopState state, int width, int height, bool hasColour)
    {
        var lines = new List<IRenderable>();
        Head(state, lines);
        if (state.Mode == TopMode.Help) lines.AddRange(Help().Select(line => new Text(line)));
        else if (state.Moment is not null) lines.AddRange(Table(state, width, height));
        var drawn = lines.Select(line => Render(line, width, hasColour)).Take(height - 1).ToList();
        while (drawn.Count < height - 1) drawn.Add("");
        drawn.Add(Render(Foot(state), width, hasColour));
        return drawn;
    }

    private static void Head(TopState state, List<IRenderable> lines)
    {
        if (state.Moment is not { } moment)
        {
            lines.Add(new Text(state.Lost is null ? "Connecting..." : $"{state.Lost}; retrying"));
            return;
        }

        var now = moment.Balancer;
        var mark = state.Lost is not null ? "[red]LOST, retrying[/]  "
            : state.IsPaused ? "[yellow]PAUSED[/]  "
            : "";
        lines.Add(new Markup(
            $"{mark}[bold]l4balancer[/] {now.Version.EscapeMarkup()}  {now.Engine}  "
            + $"up {Figures.Duration(now.At - now.StartedAt)}  generation {now.Generation}"));
        var loops = string.Join(' ', moment.LoopLoad.Select(load => $"{load * 100:F0}%"));
        lines.Add(new Markup(
            $"sessions [bold]{Figures.Count(now.Sessions.Active)}[/]  new {Figures.Count(moment.SessionsPerSecond)}/s  "
            + $"up {Figures.Bytes(moment.UploadPerSecond)}/s  down {Figures.Bytes(moment.DownloadPerSecond)}/s"
            + (loops.Length == 0 ? "" : $"  loops {loops}")));
        lines.Add(new Text(""));
    }

    private static IEnumerable<IRenderable> Table(TopState state, int width, int height)
    {
        var (nameWidth, sparkWidth) = Share(width);
        var columns = TopColumn.All.Where(column => column.IsShownOn(width)).ToArray();
        var sortedBy = TopColumn.All[state.SortedBy];
        yield return new Markup(Row(
            columns, nameWidth, column => (column.Title, column == sortedBy ? "bold underline" : "grey"),
            TextTable.Cut("LAST MINUTE", sparkWidth).PadLeft(sparkWidth)));
        var rows = state.Rows();
        if (rows.Count == 0)
            yield return new Text(state.Filter.Length > 0 ? "Nothing matches the filter." : "No backends.");
        var (selected, room) = (state.IndexIn(rows), Math.Max(1, height - LinesAround));
        var first = Math.Clamp(selected - room + 1, 0, Math.Max(0, rows.Count - room));
        for (var i = first; i < Math.Min(rows.Count, first + room); i++)
        {
            var row = rows[i];
            var spark = Sparkline.Of(row.History, sparkWidth);
            var text = Row(columns, nameWidth, column => (column.Text(row), StyleOf(column, row)), spark);
            yield return new Markup(i == selected ? $"[invert]{text}[/]" : text);
        }
    }

    private static string Row(
        TopColumn[] columns, int nameWidth, Func<TopColumn, (string Text, string Style)> cell, string spark)
    {
        var cells = columns.Select((column, i) =>
        {
            var (text, style) = cell(column);
            var width = i == 0 ? nameWidth : column.Width;
            var cut = TextTable.Cut(text, width);
            var padded = column.IsRight ? cut.PadLeft(width) : cut.PadRight(width);
            return style.Length == 0 ? padded.EscapeMarkup() : $"[{style}]{padded.EscapeMarkup()}[/]";
        });
        return string.Join(' ', cells) + (spark.Length == 0 ? "" : $" [blue]{spark}[/]");
    }

    private static string StyleOf(TopColumn column, TopRow row) => column.Title switch
    {
        "STATE" => row.Health switch
        {
            "down" => "red",
            _ when row.IsSuspected => "yellow",
            "up" => "green",
            _ => "grey",
        },
        "WANT" when row.Intent != "ready" => "yellow",
        _ => "",
    };

    /// <summary>Distributes the width that the fixed columns leave: the name first, then the sparkline.</summary>
    private static (int Name, int Spark) Share(int width)
    {
        var nameMin = TopColumn.All[0].Width;
        var others = TopColumn.All.Skip(1).Where(column => column.IsShownOn(width)).Sum(column => column.Width + 1);
        var left = width - others - nameMin;
        if (left < SparklineMin + 1) return (Math.Max(nameMin, nameMin + left), 0);
        var spark = Math.Clamp(left / 2, SparklineMin, TopFigures.HistoryMax);
        return (Math.Min(48, nameMin + left - spark - 1), spark);
    }

    private static Text Foot(TopState state) => state switch
    {
        { Mode: TopMode.Filter } => new Text($"Filter: {state.Filter}_   (Enter keeps it, Esc clears it)"),
        { Mode: TopMode.Confirm, Asked: "drain" } => new Text(
            $"Drain {state.Selected}? y, n, or a deadline and a rate such as 10m 50: {state.Input}_"),
        { Mode: TopMode.Confirm } => new Text($"Put {state.Selected} into maintenance? y or n"),
        { Notice.Length: > 0 } => new Text(state.Notice),
        { Lost: { } lost } => new Text(lost),
        { Filter.Length: > 0 } => new Text($"Filter: {state.Filter}   (Esc clears it)"),
        _ => new Text(TopKeys.Summary),
    };

    private static string[] Help() =>
    [
        "arrows, j, k   move                     d  drain the backend (asks first)",
        "PgUp, PgDn     move by ten              m  maintenance (asks first)",
        "s              sort by the next column  y  set it ready again",
        "r              reverse the order        p  pause the screen",
        "/              filter                   q  quit",
        "",
        "STATE: health, by probes and clients. WANT: the operator's intent.",
        "T: tier. WT: current weight. NEW/s: new sessions per second.",
        "RESP: response time (rises at once, falls slowly). R99: 99th percentile of",
        "the last second. WAIT: sessions waiting for an answer. SILNT: for how long",
        "nothing has come although they wait. CONN, C99: connect times, median and",
        "99th percentile. A wider terminal shows more columns.",
        "",
        "Press any key to return.",
    ];

    private static string Render(IRenderable line, int width, bool hasColour)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(line);
        return text.ToString().Split('\n')[0];
    }
}
