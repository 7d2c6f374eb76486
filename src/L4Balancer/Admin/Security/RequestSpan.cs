using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Security;

/// <summary>Marks a connection as busy from before any other processing until after the answer.</summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var connection = AdminConnection.Of(context);
        connection.BeginRequest();
        try
        {
            await next(context);
        }
        finally
        {
            connection.EndRequest();
        }
    }
}
