using System.Text.Json;
using System.Text.RegularExpressions;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The outermost part of the pipeline: every failure is returned as a <see cref="Problem"/>. Client errors
/// are not logged.
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
            // The client disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            SecurityHeaders.Add(context.Response.Headers);
            await Problem.WriteAsync(context, RefusalOf(e, context));
        }
        catch (IOException)
        {
            // The client disconnected in the middle of its answer.
        }
    }

    /// <summary>For the empty answers of routing itself.</summary>
    private static string PlainDetail(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {Shown.Of($"{context.Request.Path}")}",
        StatusCodes.Status405MethodNotAllowed =>
            $"{Shown.Of(context.Request.Method)} is not allowed here; allowed: {context.Response.Headers.Allow}",
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
                log.RequestFailed(
                    Shown.Of(context.Request.Method), Shown.Of($"{context.Request.Path}"), exception);
                return new RequestRefusedException(
                    StatusCodes.Status500InternalServerError, "a bug in the balancer; the log has the details");
        }
    }

    private static RequestRefusedException OfJson(JsonException json)
    {
        // A root field appears as $.field; an unknown, missing or duplicate one is only in the message.
        var (field, what) = json.Message switch
        {
            var m when NameIn(UnknownField(), m) is { } name => (name, "there is no such field"),
            var m when NameIn(MissingField(), m) is { } name => (name, "is missing"),
            var m when NameIn(DoubleField(), m) is { } name => (name, "is given more than once"),
            _ when json.Path is { Length: > 2 } path => (path[2..], "the value has the wrong type or is out of range"),
            _ => (null, $"the body is not JSON, or not an object (line {json.LineNumber + 1})"),
        };
        var detail = field is null ? what : $"{Shown.Of(field)}: {what}";
        return new RequestRefusedException(StatusCodes.Status400BadRequest, detail) { Field = field };
    }

    private static string? NameIn(Regex form, string message) =>
        form.Match(message).Groups["name"] is { Success: true } group ? group.Value : null;

    /// <summary>Parameters were checked before, so the problem is the body.</summary>
    private static RequestRefusedException OfBinding(BadHttpRequestException bad) => new(
        bad.StatusCode, bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => "the body is larger than 64 KiB",
            StatusCodes.Status415UnsupportedMediaType => "the body must be application/json",
            _ when bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase) => "the body is missing",
            _ => bad.Message,
        });

    [GeneratedRegex("""property '(?<name>[^']*)' could not be mapped""", RegexOptions.NonBacktracking)]
    private static partial Regex UnknownField();

    [GeneratedRegex("""missing required properties including: '(?<name>[^']*)'""", RegexOptions.NonBacktracking)]
    private static partial Regex MissingField();

    [GeneratedRegex("""Duplicate property '(?<name>[^']*)'""", RegexOptions.NonBacktracking)]
    private static partial Regex DoubleField();
}
