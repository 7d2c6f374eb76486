using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>
/// Nobody waits for an answer longer than this: a loop that hangs must not collect requests. A stream lifts it.
/// </summary>
internal sealed class AnswerDeadline(RequestDelegate next, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task InvokeAsync(HttpContext context)
    {
        var gone = context.RequestAborted;
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, deadline.Token);
        context.RequestAborted = either.Token;
        context.Features.Set(new AnswerTime(deadline));
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }
}

/// <summary>The time that a request has for its answer.</summary>
internal sealed class AnswerTime(CancellationTokenSource deadline)
{
    /// <summary>It may take as long as the client wants.</summary>
    public void Lift() => deadline.CancelAfter(Timeout.InfiniteTimeSpan);
}
