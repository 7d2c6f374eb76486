using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace L4Balancer.Admin.Api;

/// <summary>Every error of the API: <c>application/problem+json</c> (RFC 9457).</summary>
public sealed record Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>The name of the status.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>The problem, as a message for an operator.</summary>
    public required string Detail { get; init; }

    /// <summary>The wrong field or parameter; null if there is no single one.</summary>
    public string? Field { get; init; }

    /// <summary>All problems, if there are several.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    internal static Task WriteAsync(HttpContext context, int status, string detail) =>
        WriteAsync(context, new RequestRefusedException(status, detail));

    internal static async Task WriteAsync(HttpContext context, RequestRefusedException refused)
    {
        var problem = new Problem
        {
            Title = ReasonPhrases.GetReasonPhrase(refused.Status),
            Status = refused.Status,
            Detail = refused.Message,
            Field = refused.Field,
            Errors = refused.Errors,
        };
        context.Response.StatusCode = refused.Status;
        if (refused.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (HttpMethods.IsHead(context.Request.Method)) return;
        context.Response.ContentType = ContentType;
        var json = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Options);
        await context.Response.Body.WriteAsync(json, CancellationToken.None);
    }
}
