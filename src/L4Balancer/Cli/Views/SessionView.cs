using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Views;

/// <summary>Sessions as a table.</summary>
internal static class SessionView
{
    public static void Write(Page page, SessionPage sessions)
    {
        if (sessions.Sessions.Count == 0)
        {
            page.Line("No matching sessions.");
            return;
        }

        var table = new TextTable(
            new("SESSION"), new("CLIENT", IsCut: true), new("POOL", IsCut: true), new("BACKEND", IsCut: true),
            new("STATE"), new("REST"), new("AGE", IsRight: true), new("IDLE", IsRight: true), new("UP", IsRight: true),
            new("DOWN", IsRight: true));
        foreach (var s in sessions.Sessions)
        {
            table.Add(
                s.Id, s.Client, s.Pool, s.Backend ?? "-", StateOf(s),
                s.Rest == "unknown" ? "-" : s.Rest, Figures.Duration(TimeSpan.FromSeconds(s.Age)),
                Figures.Duration(TimeSpan.FromSeconds(s.Idle)), Figures.Bytes(s.BytesUploaded),
                Figures.Bytes(s.BytesDownloaded));
        }

        page.Table(table);
        var left = sessions.Total - sessions.Offset - sessions.Sessions.Count;
        if (left > 0) page.Line($"and {left} more; raise --limit or use a filter", Tone.Faint);
    }

    private static string StateOf(SessionSnapshot session)
    {
        var (side, paused) = session.ClientPaused > 0
            ? ("client", session.ClientPaused) : ("backend", session.BackendPaused);
        return paused == 0 ? session.State : $"{side} paused {Figures.Duration(TimeSpan.FromSeconds(paused))}";
    }
}
