using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using L4Balancer.Core.Control;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>Passes an operator's action to the balancer and reports the result.</summary>
internal static class OperatorActs
{
    /// <exception cref="RequestRefusedException">The action was refused.</exception>
    public static async Task<ActionResult> DoAsync(HttpContext context, bool? persist, ControlEvent wish)
    {
        var operations = context.Operations();
        var result = await operations.ActAsync(
            wish, Caller.Of(context).Actor, Given.IfMatch(context), persist ?? false, context.RequestAborted);
        ETag.Set(context, result.Generation);
        if (result.Outcome == ActionOutcome.Done) return result;
        if (result.Outcome == ActionOutcome.Stale) throw Stale(result.Generation);
        var status = result.Outcome == ActionOutcome.NotFound
            ? StatusCodes.Status404NotFound
            : StatusCodes.Status409Conflict;
        throw new RequestRefusedException(status, result.Refusal ?? "refused");
    }

    /// <summary>The client acts on outdated information.</summary>
    public static RequestRefusedException Stale(long generation) => new(
        StatusCodes.Status412PreconditionFailed,
        $"the table has changed: its generation is now {generation}; check again before acting");
}
