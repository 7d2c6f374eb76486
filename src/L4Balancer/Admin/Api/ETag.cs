using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The generation of the table, as the mark that <c>If-Match</c> is compared with. Counters change within a generation,
/// so it says nothing about whether an answer is the same as before.
/// </summary>
internal static class ETag
{
    public static void Set(HttpContext context, long generation) =>
        context.Response.Headers.ETag = $"\"{generation}\"";

    /// <summary>
    /// Marks an answer with the generation from before it was made: a change in between makes the mark too old, never
    /// too new.
    /// </summary>
    public static ValueTask<object?> MarkAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        Set(invocation.HttpContext, invocation.HttpContext.Operations().Generation);
        return next(invocation);
    }
}
