using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Api;

/// <summary>
/// A stream of server-sent events to one client. A slow client delays only its own stream; a
/// periodic comment detects clients that are gone.
/// </summary>
internal sealed class EventStream : IDisposable
{
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _writer;
    private readonly CancellationToken _end;
    private readonly SemaphoreSlim _turn = new(1); // Events are written one at a time.

    private EventStream(HttpContext context, CancellationToken end) =>
        (_writer, _end) = (context.Response.BodyWriter, end);

    /// <summary>
    /// Streams what <paramref name="body"/> sends, until it ends, the client disconnects or the server stops.
    /// </summary>
    /// <exception cref="RequestRefusedException">There are too many streams.</exception>
    public static async Task RunAsync(HttpContext context, Func<EventStream, CancellationToken, Task> body)
    {
        Announce(context.Response);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var lives = context.Of<AdminLifetime>();
        if (!lives.TryBeginStream())
        {
            throw new RequestRefusedException(
                StatusCodes.Status429TooManyRequests, $"the limit of {Limits.AdminStreamsMax} streams is reached")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        }

        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lives.Stopping);
            using var stream = new EventStream(context, end.Token);
            context.Features.GetRequiredFeature<AnswerTime>().Lift();

            // The headers are sent at once: otherwise the client would not even see a status until the first event.
            await context.Response.BodyWriter.FlushAsync(end.Token);
            Task[] parts = [body(stream, end.Token), stream.BeatAsync(context.Of<TimeProvider>())];
            await Task.WhenAny(parts);
            await end.CancelAsync();
            await Task.WhenAll(parts);
        }
        catch (OperationCanceledException)
        {
            // The client disconnected, or the server stops: both are normal ends of a stream.
        }
        finally
        {
            lives.EndStream();
        }
    }

    /// <summary>Tells intermediaries not to buffer, compress or cache the stream; nginx needs its own header.
    /// </summary>
    private static void Announce(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <param name="json">Without a line break.</param>
    public Task SendAsync(string @event, long? id, ReadOnlyMemory<byte> json) =>
        WriteAsync(id is null ? $"event: {@event}\ndata: " : $"event: {@event}\nid: {id}\ndata: ", json);

    public void Dispose() => _turn.Dispose();

    private async Task BeatAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        while (await timer.WaitForNextTickAsync(_end)) await WriteAsync(":", default);
    }

    private async Task WriteAsync(string head, ReadOnlyMemory<byte> json)
    {
        await _turn.WaitAsync(_end);
        try
        {
            Encoding.UTF8.GetBytes(head, _writer);
            _writer.Write(json.Span);
            _writer.Write("\n\n"u8);
            await _writer.FlushAsync(_end);
        }
        finally
        {
            _turn.Release();
        }
    }
}
