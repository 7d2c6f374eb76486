using System.Threading.Channels;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Top;

/// <summary>The snapshot that the daemon sends each second, or else why there is none.</summary>
internal readonly record struct TopNews(BalancerSnapshot? Snapshot, string? Lost);

/// <summary>Follows a daemon, across its restarts.</summary>
internal static class TopFeed
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Until cancelled; the reader of the news learns of an end by anything else.</summary>
    public static async Task RunAsync(AdminClient client, ChannelWriter<TopNews> news, CancellationToken stop)
    {
        try
        {
            await FollowAsync(client, news, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            news.TryComplete(e);
        }
    }

    private static async Task FollowAsync(AdminClient client, ChannelWriter<TopNews> news, CancellationToken stop)
    {
        while (true)
        {
            var lost = "the daemon ended the connection";
            try
            {
                await foreach (var item in client.FollowAsync("/v1/stream", stop))
                {
                    if (item.EventType == "snapshot")
                        await news.WriteAsync(new TopNews(client.Read<BalancerSnapshot>(item.Data), null), stop);
                }
            }
            catch (AdminException e)
            {
                lost = e.Message;
            }

            await news.WriteAsync(new TopNews(null, lost), stop);
            await Task.Delay(RetryAfter, stop);
        }
    }
}
