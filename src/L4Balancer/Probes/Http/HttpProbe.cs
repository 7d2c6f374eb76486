using System.Net;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Http;

/// <summary>
/// Sends a request and judges the response: its status, and what its body must contain. The framework speaks HTTP; the
/// connection is the probe's own.
/// </summary>
internal sealed class HttpProbe(HttpProbeSpec spec, ProbeServices services) : StreamProbe(spec, spec.Tls, services)
{
    private readonly byte[]? _wanted = spec.Http.Body is { } body ? Encoding.UTF8.GetBytes(body) : null;

    protected override async Task<ProbeOutcome> TalkAsync(ProbeStream stream, CancellationToken cancellationToken)
    {
        using var handler = HandlerOf(stream);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = HttpRequests.Of(spec.Http, stream.Address);
        try
        {
            using var response = await invoker.SendAsync(request, cancellationToken);
            if (!spec.Http.Status.Contains((int)response.StatusCode))
                return ProbeOutcome.Bad(CauseOf(response.StatusCode));
            return _wanted is null || await HasTextAsync(response, _wanted, cancellationToken)
                ? ProbeOutcome.Good
                : ProbeOutcome.Bad($"the body does not contain {Shown.Of(spec.Http.Body!)}");
        }
        catch (HttpRequestException e)
        {
            throw FailureOf(e);
        }
        catch (HttpIOException e)
        {
            throw FailureOf(e);
        }
    }

    /// <summary>For one request on a connection that exists: no redirect, no proxy, no cookies, no pool.</summary>
    private static SocketsHttpHandler HandlerOf(ProbeStream stream) => new()
    {
        ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new LentStream(stream)),
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = Limits.ProbeHeadersKiBMax,
        MaxResponseDrainSize = 0, // The end of the connection reads what is left.
    };

    private static async Task<bool> HasTextAsync(
        HttpResponseMessage response, byte[] wanted, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Limits.ProbeBodyMax];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) return false;

            // The text may have begun in what was read before.
            var from = Math.Max(0, length - wanted.Length + 1);
            length += read;
            if (buffer.AsSpan(from, length - from).IndexOf(wanted) >= 0) return true;
        }

        return false;
    }

    private static string CauseOf(HttpStatusCode status) => (int)status is >= 300 and < 400 and not 304
        ? $"status {(int)status}: redirects are not followed"
        : $"status {(int)status}";

    private static ProbeFailedException FailureOf(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is ProbeFailedException failed) return failed;
        }

        return new ProbeFailedException(ErrorOf(failure) switch
        {
            HttpRequestError.ResponseEnded => "closed before the end of a response",
            HttpRequestError.InvalidResponse => "the answer is not valid HTTP/1.1",
            HttpRequestError.ConfigurationLimitExceeded =>
                $"the headers of the response are longer than {Limits.ProbeHeadersKiBMax} KiB",
            _ => (failure.InnerException ?? failure).Message,
        });
    }

    private static HttpRequestError ErrorOf(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpIOException io) return io.HttpRequestError;
        }

        return (failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
    }
}
