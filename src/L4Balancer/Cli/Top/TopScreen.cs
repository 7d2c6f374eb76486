using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace L4Balancer.Cli.Top;

/// <summary>Draws the state to fit the terminal.</summary>
internal static class TopScreen
{
    /// <summary>A cause with its figures, at 80 columns.</summary>
    private const int TroubleLines = 2;

    /// <summary>Two header lines, a blank one, the titles, those of what is wrong, and the last line.</summary>
    private const int LinesAround = 5 + TroubleLines;

    private const int SparklineMin = 8;

    private const int NameMax = 48;

    /// <summary>Lines with their colours, each at most <paramref name="width"/> wide.</summary>
    public static IReadOnlyList<string> Draw(TopState state, int width, int height, bool hasColour)
    {
        var lines = new List<IRenderable>();
        Head(state, lines);
        if (state.Mode == TopMode.Help) lines.AddRange(Help().Select(line => new Text(line)));
        else if (state.Moment is not null) lines.AddRange(Table(state, width, height));
        if (state.Mode != TopMode.Help)
        {
            Fill(lines, height - 1 - TroubleLines);
            lines.AddRange(TextTable.Wrapped(TroubleOf(state), width).Take(TroubleLines).Select(
                line => new Text(line, new Style(Color.Yellow))));
        }

        Fill(lines, height - 1);
        lines.Add(Foot(state));
        return [.. lines.Select(line => Render(line, width, hasColour))];
    }

    /// <summary>Makes it so many lines.</summary>
    private static void Fill(List<IRenderable> lines, int count)
    {
        if (lines.Count > count) lines.RemoveRange(count, lines.Count - count);
        while (lines.Count < count) lines.Add(new Text(""));
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
            $"sessions [bold]{Figures.Count(now.Sessions.Active)}[/]{Waiting(now)}  "
            + $"new {Figures.Count(moment.SessionsPerSecond)}/s  "
            + $"up {Figures.Bytes(moment.UploadPerSecond)}/s  down {Figures.Bytes(moment.DownloadPerSecond)}/s"
            + (loops.Length == 0 ? "" : $"  loops {loops}")));
        lines.Add(new Text(""));
    }

    private static string Waiting(BalancerSnapshot now) => now.Pools.Sum(pool => (long)pool.Waiting) is > 0 and var many
        ? $"  queued [bold]{Figures.Count(many)}[/]"
        : "";

    private static IEnumerable<IRenderable> Table(TopState state, int width, int height)
    {
        var (hasAgents, hasRoles) = (state.HasAgents, state.HasRoles);
        var columns = TopColumn.All.Where(column => column.IsShownOn(width, hasAgents, hasRoles)).ToArray();
        var (nameWidth, sparkWidth) = Share(state, width, columns);
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
        "STATE" => row.State.Tone switch
        {
            Tone.Bad => "red",
            Tone.Warning => "yellow",
            Tone.Good => "green",
            _ => "grey",
        },
        "AGENT" when row.Agent is { IsStale: true } or { State: not ("up" or "unknown") } => "yellow",
        "WANT" when row.Intent != "ready" => "yellow",
        _ => "",
    };

    /// <summary>Distributes the width that the fixed columns leave: the name first, then the sparkline.</summary>
    private static (int Name, int Spark) Share(TopState state, int width, TopColumn[] columns)
    {
        var nameMin = TopColumn.All[0].Width;
        var longest = state.Moment!.Rows.Select(row => row.Name.Length).DefaultIfEmpty().Max();
        var others = columns.Skip(1).Sum(column => column.Width + 1);
        var name = Math.Max(nameMin, Math.Min(width - others, Math.Min(longest, NameMax)));
        var spark = Math.Min(width - others - name - 1, TopFigures.HistoryMax);
        return spark < SparklineMin ? (name, 0) : (name, spark);
    }

    /// <summary>What is wrong with the backend under the cursor, or else with the first one shown that has a trouble.
    /// </summary>
    private static string TroubleOf(TopState state)
    {
        var rows = state.Rows();
        if (rows.Count == 0) return "";
        var row = rows[state.IndexIn(rows)];
        if (row.Trouble.Length == 0) row = rows.FirstOrDefault(r => r.Trouble.Length > 0) ?? row;
        return row.Trouble.Length == 0 ? "" : $"{row.Name} {row.Trouble}";
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
        "STATE: health by probes; susp, eject: by clients' sessions; the line below",
        "the table says why. WANT: the operator's intent. AGENT: the weight that the",
        "server's agent asks for, or its word; CPU, MEM, LOAD, PSI: its figures.",
        "ROLE: what the database server is; ?: its last probe did not say. LAG: how",
        "far a replica is behind. T: tier. WT: current weight. NEW/s: new sessions per second.",
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
