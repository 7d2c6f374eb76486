using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The time limit of an answer: requests must not accumulate if a loop hangs. It does not apply to streams.
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

/// <summary>The time limit of a request.</summary>
internal sealed class AnswerTime(CancellationTokenSource deadline)
{
    /// <summary>Lifts the limit, for a stream.</summary>
    public void Lift() => deadline.CancelAfter(Timeout.InfiniteTimeSpan);
}
