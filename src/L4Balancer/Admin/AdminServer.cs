using System.Net;
using L4Balancer.Admin.Api;
using L4Balancer.Core.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin;

/// <summary>The HTTP server of the admin side.</summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AdminServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, as URLs: <c>http://127.0.0.1:9900</c>, <c>http://unix:/run/x.sock</c>.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<AdminServer> StartAsync(
        AdminConfig config, IBalancerOperations operations, TimeProvider time, ILoggerFactory logs,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(operations);
        builder.Services.AddSingleton(time);
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, config));
        var app = builder.Build();
        app.UseRouting();
        ApiRoutes.Map(app);
        await app.StartAsync(cancellationToken);
        return new AdminServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Listen(KestrelServerOptions kestrel, AdminConfig config)
    {
        kestrel.AddServerHeader = false;
        foreach (var bind in config.Bind)
        {
            if (bind.Address.UnixPath is { } path) kestrel.ListenUnixSocket(path);
            else if (bind.IsDualStack) kestrel.ListenAnyIP(bind.Address.Port);
            else kestrel.Listen(new IPEndPoint(bind.Address.Ip!, bind.Address.Port));
        }
    }
}
