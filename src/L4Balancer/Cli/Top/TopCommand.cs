using System.CommandLine;
using System.Threading.Channels;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Top;

/// <summary><c>l4balancer top</c>: the backends live, with keys for actions on them.</summary>
internal static class TopCommand
{
    public static Command Create(AdminVerb verbs) => verbs.Create(
        "top", "Shows backends, rates and connect times live, with keys to drain backends.", [], RunAsync);

    private static async Task<int> RunAsync(AdminCall call)
    {
        if (Console.IsOutputRedirected || Console.IsInputRedirected || call.IsJson)
        {
            AdminCall.Warn("top needs a terminal; use `status --watch` or `status --watch --json` instead");
            return ExitCodes.Usage;
        }

        // Fails before the screen is taken if the daemon cannot be reached at all.
        await call.StatusAsync();
        using var terminal = new TopTerminal();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Stop, terminal.Stopped);
        var news = Channel.CreateBounded<TopNews>(8);
        var feed = TopFeed.RunAsync(call.Client, news.Writer, stop.Token);
        try
        {
            await ShowAsync(call, terminal, news.Reader, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        await stop.CancelAsync();
        await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Success;
    }

    /// <summary>One event at a time changes the state, a key or news from the daemon; then all is redrawn.</summary>
    private static async Task ShowAsync(
        AdminCall call, TopTerminal terminal, ChannelReader<TopNews> news, CancellationToken stop)
    {
        var (state, figures) = (new TopState(), new TopFigures());
        var (hasKey, hasNews) = (terminal.Keys.WaitToReadAsync(stop).AsTask(), news.WaitToReadAsync(stop).AsTask());
        while (true)
        {
            var (width, height) = TopTerminal.Size;
            state.Width = width;
            TopTerminal.Show(TopScreen.Draw(state, width, height, Ink.ForConsole.IsOn));
            await Task.WhenAny(hasKey, hasNews);
            stop.ThrowIfCancellationRequested();
            while (news.TryRead(out var item)) Take(state, figures, item);
            if (hasNews.IsCompleted)
            {
                await hasNews;
                hasNews = news.WaitToReadAsync(stop).AsTask();
            }

            if (!hasKey.IsCompleted) continue;
            if (!await hasKey) return;
            while (terminal.Keys.TryRead(out var key))
            {
                if (TopKeys.Press(state, key, out var wish)) return;
                if (wish is not null) state.Notice = await ActAsync(call, wish);
            }

            hasKey = terminal.Keys.WaitToReadAsync(stop).AsTask();
        }
    }

    private static void Take(TopState state, TopFigures figures, TopNews news)
    {
        state.Lost = news.Lost;
        if (news.Snapshot is not { } snapshot) return;
        var moment = figures.Add(snapshot);
        if (!state.IsPaused || state.Moment is null) state.Moment = moment;
    }

    /// <summary>Returns the message for the operator.</summary>
    private static async Task<string> ActAsync(AdminCall call, TopWish wish)
    {
        try
        {
            await call.Client.ActAsync(wish.Act, call.Stop);
            return wish.Done;
        }
        catch (AdminException e)
        {
            return e.Message;
        }
    }
}
