using System.Net.Http.Headers;
using System.Net.Sockets;
using L4Balancer.Programs;

namespace L4Balancer.Hosting.Hooks;

/// <summary>Posts an event to the URL of a hook. Any thread.</summary>
internal sealed class HookCall : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // A redirect would send the event, and what the URL contains, to a place that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,

        // Events are rare: no descriptor waits for the next one, and a moved name is looked up again.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("l4balancer", Daemon.Version) } },
    };

    /// <param name="timeout">Cancelled when the request has to end.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public async Task<HookOutcome> RunAsync(
        Uri url, HookMessage message, ProgramOutput output, CancellationToken timeout)
    {
        using var body = new ByteArrayContent(message.ToJson());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = body };
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout);
            await ReadAsync(answer, output, timeout);
            return new HookOutcome(CauseOf(answer), output.ToString());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return new HookOutcome((e.InnerException ?? e).Message, output.ToString());
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task ReadAsync(HttpResponseMessage answer, ProgramOutput output, CancellationToken timeout)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(timeout);
        await output.ReadSomeAsync(stream, timeout);
    }

    private static string? CauseOf(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"status {(int)answer.StatusCode}: redirects are not followed",
        var status => $"status {status}",
    };
}
