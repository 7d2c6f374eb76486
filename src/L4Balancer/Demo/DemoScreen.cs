using Spectre.Console;
using Spectre.Console.Rendering;

namespace L4Balancer.Demo;

/// <summary>A snapshot of the demo for display.</summary>
internal sealed record DemoMoment(
    TimeSpan Elapsed, long Served, double PerSecond, long Retries, long Errors,
    IReadOnlyList<DemoBackendMoment> Backends, IReadOnlyList<string> Events);

/// <summary>One backend in the snapshot.</summary>
/// <param name="State">Its health in the balancer: up or down.</param>
internal sealed record DemoBackendMoment(
    string Name, int Port, string State, int Sessions, long Picks, long ConnectFailures, int Answers);

/// <summary>Shows the demo: a live table on a terminal, plain lines elsewhere.</summary>
internal static class DemoScreen
{
    /// <summary>Calls <paramref name="body"/> with a function that shows a snapshot.</summary>
    public static Task ShowAsync(TextWriter output, bool isTerminal, Func<Action<DemoMoment>, Task> body)
    {
        if (!isTerminal) return body(new PlainLines(output).Show);
        return AnsiConsole.Live(new Text("")).StartAsync(
            context => body(moment => context.UpdateTarget(Render(moment))));
    }

    private static Rows Render(DemoMoment moment)
    {
        var table = new Table().AddColumns(
            "backend", "port", "state", "sessions", "picks", "failed connects", "answers");
        foreach (var b in moment.Backends)
        {
            var state = b.State == "up" ? "[green]up[/]" : "[red]down[/]";
            table.AddRow(
                b.Name, $"{b.Port}", state, $"{b.Sessions}", $"{b.Picks}", $"{b.ConnectFailures}", $"{b.Answers}");
        }

        List<IRenderable> rows =
        [
            table,
            new Markup(
                $"{moment.Elapsed.TotalSeconds,4:F0} s  sessions [bold]{moment.Served}[/] ({moment.PerSecond:F0}/s)  "
                + $"retries {moment.Retries}  "
                + $"client errors [bold {(moment.Errors == 0 ? "green" : "red")}]{moment.Errors}[/]"),
        ];
        rows.AddRange(moment.Events.TakeLast(8).Select(e => new Text("  " + e)));
        return new Rows(rows);
    }

    private sealed class PlainLines(TextWriter output)
    {
        private int _eventsShown;

        public void Show(DemoMoment moment)
        {
            foreach (var line in moment.Events.Skip(_eventsShown)) output.WriteLine($"       {line}");
            _eventsShown = moment.Events.Count;
            var backends = string.Join("  ", moment.Backends.Select(b => $"{b.Name} {b.State} picks {b.Picks}"));
            output.WriteLine(
                $"{moment.Elapsed.TotalSeconds,4:F0} s  sessions {moment.Served} ({moment.PerSecond:F0}/s)  "
                + $"{backends}  retries {moment.Retries}  client errors {moment.Errors}");
        }
    }
}
