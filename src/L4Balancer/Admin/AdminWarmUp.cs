using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace L4Balancer.Admin;

/// <summary>
/// Sends each kind of request to the admin side once after its start, and discards the answers. The first request of a
/// kind loads assemblies, which opens files: it must not be the one that an operator sends because the process is
/// out of descriptors. A failure here does not affect the start: a later request will report it.
/// </summary>
internal static class AdminWarmUp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a stream is read, which is requested too.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(200);

    /// <param name="address">The address of the server, to which it connects like a client.</param>
    public static async Task RunAsync(IServiceProvider services, NetAddress address, bool hasTls)
    {
        await TryAsync(() => ConnectAsync(address, hasTls));
        await TryAsync(() => AskAllAsync(services));
    }

    private static async Task AskAllAsync(IServiceProvider services)
    {
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var isGet = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get);
            if (isGet == true && endpoint.RoutePattern.Parameters.Count == 0)
                await TryAsync(() => AskAsync(services, endpoint));
        }
    }

    private static async Task ConnectAsync(NetAddress address, bool hasTls)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = address.CreateSocket();
        await socket.ConnectAsync(address.ToEndPoint(), patience.Token);
        await using Stream plain = new NetworkStream(socket);
        await using var stream = hasTls ? await SecureAsync(plain, patience.Token) : plain;
        var request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), patience.Token);
        await stream.CopyToAsync(Stream.Null, patience.Token);
    }

    /// <summary>A connection to ourselves: the certificate need not be verified.</summary>
    private static async Task<Stream> SecureAsync(Stream plain, CancellationToken cancellationToken)
    {
        // Our own certificate, on a connection to ourselves, and no secret is sent.
#pragma warning disable MA0039, CA5359
        var secure = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore MA0039, CA5359
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        return secure;
    }

    private static async Task AskAsync(IServiceProvider services, RouteEndpoint endpoint)
    {
        using var patience = new CancellationTokenSource(AnswerPatience);
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            RequestAborted = patience.Token,
        };
        context.Request.Method = HttpMethods.Get;
        context.SetEndpoint(endpoint);
        await endpoint.RequestDelegate!(context);
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Formatting the exception is part of the warm-up: a stack trace is read from symbols, which are files too.
            _ = e.ToString();
        }
    }
}
