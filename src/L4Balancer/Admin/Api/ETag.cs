using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The generation of the table as an ETag, compared with <c>If-Match</c>. Counters change within a generation,
/// so equal ETags do not mean equal answers.
/// </summary>
internal static class ETag
{
    public static void Set(HttpContext context, long generation) =>
        context.Response.Headers.ETag = $"\"{generation}\"";

    /// <summary>
    /// Sets the generation from before the answer was made: a change in between makes the ETag too old, never
    /// too new.
    /// </summary>
    public static ValueTask<object?> MarkAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        Set(invocation.HttpContext, invocation.HttpContext.Operations().Generation);
        return next(invocation);
    }
}
