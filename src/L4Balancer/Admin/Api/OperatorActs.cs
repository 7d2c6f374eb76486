using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using L4Balancer.Core.Control;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>Carries an operator's wish to the balancer and says what came of it.</summary>
internal static class OperatorActs
{
    /// <exception cref="RequestRefusedException">It was not done, and why.</exception>
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

    /// <summary>The client acts on what it saw a while ago.</summary>
    public static RequestRefusedException Stale(long generation) => new(
        StatusCodes.Status412PreconditionFailed,
        $"the generation in force is {generation} now; look again before you act");
}
