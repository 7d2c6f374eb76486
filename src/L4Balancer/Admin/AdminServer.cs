using System.Net.Sockets;
using L4Balancer.Admin.Api;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Security;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin;

/// <summary>The HTTP server of the admin side.</summary>
public sealed class AdminServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly AdminSecurity _security;
    private readonly ILogger _log;
    private readonly IReadOnlyList<UnixSocketFile> _files;
    private bool _isStopped;

    private AdminServer(
        WebApplication app, IReadOnlyList<NetAddress> addresses, AdminSockets sockets, AdminSecurity security,
        ILogger log)
    {
        (_app, Addresses, _security, _log) = (app, addresses, security, log);
        (Sockets, _files) = sockets.HandOver();
    }

    /// <summary>The bound addresses, as the kernel reports them.</summary>
    public IReadOnlyList<NetAddress> Addresses { get; }

    /// <summary>The listening sockets, with their addresses as configured.</summary>
    internal IReadOnlyList<(BindAddress Bind, Socket Socket)> Sockets { get; }

    /// <summary>The routes, for checking them against their description.</summary>
    internal EndpointDataSource Routes => _app.Services.GetRequiredService<EndpointDataSource>();

    /// <param name="inherited">See <see cref="AdminSockets.Bind"/>.</param>
    /// <exception cref="AdminStartException">The server cannot start as configured.</exception>
    public static async Task<AdminServer> StartAsync(
        AdminConfig config, IBalancerOperations operations, BackgroundWork background, TimeProvider time,
        ILoggerFactory logs, CancellationToken cancellationToken, Func<BindAddress, Socket?>? inherited = null)
    {
        var log = logs.CreateLogger("l4balancer.admin");
        var security = new AdminSecurity();
        security.Use(config, log.TokenFileOpen);
        using var sockets = AdminSockets.Bind(config, inherited);
        NetAddress[] addresses = [.. sockets.All.Select(AdminSockets.AddressOf)];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs).AddSingleton(log).AddSingleton(time).AddSingleton(operations)
            .AddSingleton(operations.Counters).AddSingleton(security).AddSingleton(background)
            .AddSingleton<WrongTokens>().AddSingleton<AdminLifetime>().AddSingleton<Sampler>()
            .AddSingleton<IHostLifetime, QuietLifetime>()
            .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true)
            .ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions))
            .AddRoutingCore();
        builder.WebHost.ListenOn(
            sockets, security, address => new Entrance(address, operations.Counters, time, log));
        var app = builder.Build();
        app.UseMiddleware<RequestSpan>();
        app.UseMiddleware<ProblemAnswers>();
        app.UseMiddleware<RequestGuard>();
        app.UseMiddleware<AnswerDeadline>();
        app.UseRouting();
        app.UseMiddleware<CallerGuard>();
        app.UseMiddleware<QueryGuard>();
        app.UseMiddleware<ExactSegments>();
        ApiRoutes.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.Services.GetRequiredService<Sampler>().Start();
        foreach (var address in addresses) log.AdminListening(address.ToString());
        return new AdminServer(app, addresses, sockets, security, log);
    }

    /// <summary>
    /// Returns the problems of the files that a configuration refers to: tokens, certificate, key. Read as the server
    /// reads them; nothing is bound.
    /// </summary>
    /// <param name="onOpenFile">Called for a secret file that other users can read, with its mode.</param>
    public static IReadOnlyList<string> CheckFiles(AdminConfig config, Action<string, string> onOpenFile)
    {
        try
        {
            new AdminSecurity().Use(config, onOpenFile);
            return [];
        }
        catch (AdminStartException e)
        {
            return e.Problems;
        }
    }

    /// <summary>Returns why a server could not start as configured; empty if it could. Nothing stays bound.</summary>
    /// <param name="bound">Addresses bound by the server that it would replace.</param>
    public static IReadOnlyList<string> WhyNot(AdminConfig config, IReadOnlyList<BindAddress> bound)
    {
        try
        {
            new AdminSecurity().Use(config, (_, _) => { });
            var beside = config.Bind.Where(bind => !bound.Any(bind.Overlaps));
            AdminSockets.Bind(config with { Bind = [.. beside] }).Dispose();
            return [];
        }
        catch (AdminStartException e)
        {
            return e.Problems;
        }
    }

    /// <summary>Reads tokens, names and certificate again, without touching a connection.</summary>
    /// <exception cref="AdminStartException">A file cannot be read; the previous values stay in effect.</exception>
    public void Use(AdminConfig config) => _security.Use(config, _log.TokenFileOpen);

    /// <summary>
    /// Loads everything that a request may need, before a request arrives that could no longer load it.
    /// </summary>
    public Task WarmUpAsync() => AdminWarmUp.RunAsync(
        _app.Services, Addresses[0], hasTls: _security.Certificate is not null && Addresses[0].UnixPath is null);

    /// <summary>Idempotent.</summary>
    public ValueTask DisposeAsync() => StopAsync(_files);

    /// <summary>Stops, and leaves the files of its sockets to a process that has these sockets, too.</summary>
    internal ValueTask LeaveAsync() => StopAsync([]);

    private async ValueTask StopAsync(IReadOnlyList<UnixSocketFile> files)
    {
        if (Interlocked.Exchange(ref _isStopped, true)) return;
        foreach (var file in files) file.Remove();
        await _app.Services.GetRequiredService<AdminLifetime>().StopAsync();
        var time = _app.Services.GetRequiredService<TimeProvider>();
        using var patience = new CancellationTokenSource(StopPatience, time);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    /// <summary>The daemon handles signals: the web server must not.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
