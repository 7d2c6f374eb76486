using System.Text.Json;
using System.Text.RegularExpressions;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The outermost part of the pipeline: whatever goes wrong behind it leaves as a <see cref="Problem"/>. What the client
/// did wrong is not logged.
/// </summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, ILogger log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Add(context.Response.Headers);
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await Problem.WriteAsync(context, context.Response.StatusCode, PlainDetail(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            SecurityHeaders.Add(context.Response.Headers);
            await Problem.WriteAsync(context, RefusalOf(e, context));
        }
        catch (IOException)
        {
            // The client went away in the middle of its answer.
        }
    }

    /// <summary>For the statuses that routing gives by itself, without a word.</summary>
    private static string PlainDetail(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {context.Request.Path}",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} is not allowed here; allowed: {context.Response.Headers.Allow}",
        StatusCodes.Status415UnsupportedMediaType => "the body must be application/json",
        _ => $"the request was answered with {context.Response.StatusCode}",
    };

    private RequestRefusedException RefusalOf(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case RequestRefusedException refused:
                return refused;
            case BadHttpRequestException { InnerException: JsonException json }:
                return OfJson(json);
            case BadHttpRequestException bad:
                return OfBinding(bad);
            case OperationCanceledException:
                return new RequestRefusedException(StatusCodes.Status503ServiceUnavailable,
                    "the balancer did not answer in time")
                { RetryAfter = TimeSpan.FromSeconds(1) };
            default:
                log.RequestFailed(context.Request.Method, context.Request.Path, exception);
                return new RequestRefusedException(
                    StatusCodes.Status500InternalServerError, "a bug of the balancer; its log has the details");
        }
    }

    private static RequestRefusedException OfJson(JsonException json)
    {
        // A field of the root stands as $.field; one that is not known is named in the message only.
        var unknown = UnknownField().Match(json.Message).Groups["name"].Value;
        var field = unknown.Length > 0 ? unknown : json.Path is { Length: > 2 } path ? path[2..] : null;
        var detail = unknown.Length > 0 ? $"{unknown}: there is no such field"
            : field is not null ? $"{field}: the value has the wrong type or is out of range"
            : $"the body is not JSON, or not an object (line {json.LineNumber + 1})";
        return new RequestRefusedException(StatusCodes.Status400BadRequest, detail) { Field = field };
    }

    private static RequestRefusedException OfBinding(BadHttpRequestException bad)
    {
        var found = Parameter().Match(bad.Message).Groups;
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
            return new RequestRefusedException(bad.StatusCode, "the body is larger than 64 KiB");
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType)
            return new RequestRefusedException(bad.StatusCode, "the body must be application/json");
        if (!found["name"].Success) return new RequestRefusedException(bad.StatusCode, bad.Message);
        var name = found["name"].Value;
        return new RequestRefusedException(bad.StatusCode, $"{name}: \"{found["value"].Value}\" cannot be read")
        {
            Field = name,
        };
    }

    [GeneratedRegex("""property '(?<name>[^']*)' could not be mapped""", RegexOptions.NonBacktracking)]
    private static partial Regex UnknownField();

    [GeneratedRegex("""parameter "\S+ (?<name>\w+)" from "(?<value>[^"]*)".""", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
