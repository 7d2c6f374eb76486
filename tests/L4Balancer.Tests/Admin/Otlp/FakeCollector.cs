using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace L4Balancer.Tests.Admin.Otlp;

/// <summary>
/// Takes what an exporter sends over HTTP, whatever the path, as OTLP over HTTP or over gRPC does, and keeps it as
/// text: protobuf writes names as they are.
/// </summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly Lock _sync = new();
    private readonly List<(string Path, string ContentType, string Body)> _received = [];
    private readonly WebApplication _app;

    private FakeCollector(WebApplication app)
    {
        _app = app;
        app.Run(TakeAsync);
    }

    public Uri Endpoint => new(_app.Urls.Single());

    public static async Task<FakeCollector> StartAsync(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var collector = new FakeCollector(builder.Build());
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The requests received so far on a path.</summary>
    public IReadOnlyList<(string ContentType, string Body)> At(string path)
    {
        lock (_sync) return [.. _received.Where(r => r.Path == path).Select(r => (r.ContentType, r.Body))];
    }

    public bool Has(string path, string text) => At(path).Any(r => r.Body.Contains(text));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        lock (_sync)
        {
            _received.Add((
                context.Request.Path, context.Request.ContentType ?? "", Encoding.Latin1.GetString(body.ToArray())));
        }

        if (context.Request.ContentType != "application/grpc") return;

        // An empty message, and the status that all went well.
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
